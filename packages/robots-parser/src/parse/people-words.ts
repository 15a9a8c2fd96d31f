// Made by packages/bot-catalog/scripts/refresh-people.ts from the User-Agents of people's browsers, apps and devices. Do not edit.

/** The words in the User-Agents that people's browsers, apps and devices send; separated by spaces, in lower case. */
// oxfmt-ignore
export const peopleWords: string =
  'aaba aaff aal aapt abacus abbey abi abiliti abn acc accelerated acentic acheetahi acme acs acsworld act actc ' +
  'active activex actually adam administration administrator admiral adobeair adp adr adrian adsl aebrahim ' +
  'aerospace aes afaf aftb aftka aftt agency agent agente agilent agis agr ahp ahs aiqtech airf airservices ait ' +
  'aix aja akh alawar alcatel alert alexa ali alike alipayclient alisys alitalia all allied alpha alphalink ' +
  'alphaserver already alternative amarok amaze amb america amgen amiga amigaos amigavoyager amn amro ana ' +
  'anaconda and android androidtv ane anexsys anna anonymous antfresco anybrowser anz aol aolbuild aos apau apc ' +
  'apcmag api app appewebkit apple applenews appletv applewebkikt applewebkit appname apu aql aquosbrowser arcade ' +
  'arch arcor are area arexx argentina arjan arm arora arrest art arzl asa asad asana aschaffenburg asia askbar ' +
  'askjpbar asml aspi asptear ass assed asshat asshole assholes assistant asus asvm atari atb athlon atlas atom ' +
  'atomshell att aur austarnet australia autoconfig autosign avalon avant avantbrowser avantgo avast avg avi ' +
  'avirt avpersonalserial aweb awstats awwcd ayrale aztec azv babya bacc back backports bada bah baidu ' +
  'baiduboxapp baidubrowser banca bank banking barcelona barnes basa base basilisk bassf bbab bbcb bbip bbt bcae ' +
  'bcc bcec bcee bcuc bdea bdp beaf beast because befd belong benq beos bepc berg beta beyondpod bfca bfde bfdf ' +
  'bfef bfz bgflie bgft bidubrowser big bigbrother bigpond bingsapphire bit bitscape biz bizlink bkk bla ' +
  'blackberry blade blank blazer blog blueberry bluefyre bluesky blueyonder bman bmanos bmd bmi bmp board bob ' +
  'boeing bolt bonecho boost bootsplash bork botech botw bouk bowser box boxnotes bpc bra braille brandenburg ' +
  'brave bravia brazil brew briefing bristol brite britishheaven broadband browse browser browserbob browserng ' +
  'browsex bsd bsi bss btclick btdigitaltv bths btinternet bto btopenworld btow btt btv bty build bulid bull ' +
  'bundaberg bunk bunyanet bureau burgsmue burnie bush business butterfly buz bvg bwb bwl bytedancewebview ' +
  'bytelocale byteme cabinet cable cablevision caboto cache cafe camino campus canada canning cannonst carrier ' +
  'casedosa casperxp cat cbc cck cckus ccsu cdi cdondemand cdsource cdy celtric center centos centrum cerberian ' +
  'cern certegy cfg changes channel chariot charlestown charter cheapest chemopetrol chep chicken chimera chip ' +
  'chmc chop chr chrom chrome chromeframe chromium chtml church chwie cia ciba cie cim cindyklett cingular cit ' +
  'citrix city cldc client clinic cloudnet clr clt clx cmce cmil cmpq cne cng cngtrust cnnet coast coc cocksmoker ' +
  'code coder coe coles collab college color com combatible combellga commander community comodo compact ' +
  'companion company compaq compatiable compatible compegps computer computing comtemptible config configuration ' +
  'conkeror conman connect connex connor console consorzio consulting consumer control core corom corp corporate ' +
  'corporation county courts cox coyote cpanelgui cpt cpu cpwr crap cray crazy crc creative crick crios crkey ' +
  'crmo croatia cros crosswalk csc csm cso csolve css csuf ctc ctr cubot cucamonga current cursor cursorzone cust ' +
  'custom customer customexchangebrowser customised customization customized customtoobar customtoolbar cutz ' +
  'cvnet cvs cwcrday cyanogenmod cyberzilla cygwin dac daf dagroupplc daihard dalvik damn danone dark darwin data ' +
  'datasiel datavend daumapps dave day dbbf dbee dbright dcc dcec dcsi ddae ddg ddipocket ddndd dea deac dead ' +
  'deadpeopletastelikechicken debian debt debug dec december deep deepin deepnet default defensivesurfing ' +
  'dekabank dell demne denmark density department depraved dept deptartment deptomtz dera derek designlinks ' +
  'desire desirehd desktop det deuba dev developer development devicetype devontech dffd dfo dfsg dgd dgz dhd ' +
  'dial dialer dialno dialup digest digext digipub digit dillo dinges direct directfb disanet discord discoverer ' +
  'displays distance distributed distribution djeter dla dli dlw dmg dna docomo doctors dof dog doggcatcher doj ' +
  'dolfin dolphin dolphinhdcn dom domain don donkey donrocks donut donzilla doris dot dpu dpx dra dragon ' +
  'dragonfly dream dreamcast dreamkey drebaie drkw drm droid drs drtrs dscc dsi dsl dtb dts dtv duckduckgo dufus ' +
  'duo dvd dvp dygo dzbank dziwka easiest ebba ebg ebm ebook eburo ecommerce edg edga edge edgios edgy edition ' +
  'eds eduardo eeef eefe efw efy eircom ejgvnet ekiohflow ele electron electronics elementary elf elinks elite ' +
  'elitist els elsmp ema emb embedded embedix emc emf emiliano eml enabled encoding endeavoru endeavour energy ' +
  'energyplugin engine engineering enhanced enr enternet enterprise enterprises epinard epiphany era eracon erat ' +
  'eric error esb escape espial eurobell evaluation evil evo evr evui evv ewe exclude exemplo exnetpanel expanse ' +
  'expert explorer express ext ezn facebook factor failed fairfox falkon false fantombrowser fast fastweb fbac ' +
  'fban fbav fbbd fbbv fbcr fbdm fbdv fbforiphone fbid fbios fblc fbmd fbmf fbop fbpn fbrv fbs fbsf fbsmtwb fbsn ' +
  'fbss fbsv fccb fcef fcp fdaf fdafsd fdm feat feb fedora fel felicia fenestra fennec fetish fever few fgl fgn ' +
  'fhd fib fid fiducia final financial fine fipid fire firebird firebunny firechicken firecow firefox firefrog ' +
  'firejackalope firelemur firematt firephp firepig firesomething firetv fireweb fisg fish fisher fit flashpeak ' +
  'flip flipboard flock flow fluid flyer fmrco focus foobar foot for formatpb formsplayer forscom forumbrowser ' +
  'found four fpc franciscans free freebsd freenet freeonline freeserve freespoke freesurf freetelecom freeweb ' +
  'friars frisurf frodo frontpage froyo frs ftsoj fuboplayer fubotv fuchsia fuck fucking fujitsu full ' +
  'funwebproducts fvsd fxios fxpdeuc gage galaxian galaxy galeon gambleent gamebar gameboy gameland gameoverlay ' +
  'games gamut gateway gba gbrowser gdms gecko geko gena general generic gentoo gep germany gesm get gfe gfr ' +
  'ghost ghostbsd giannone gigaset gil gingerbread gis glazenzaal global globtelnet gmbh gmx gnu gnutls goanna ' +
  'gobrowser god gogo gold goldenweb golfing gomezagent goobergunchian google googletoolbar gothaer government ' +
  'gpm grabber grammar grape grip group groupe groupsforios grsec grub grubclient gruppen gruppo gruppomps gruss ' +
  'gsa gte gtk guckst gui guidant gulfstream gumby gwx gzip haiku halos handler hansenet hardware harmonyos harpe ' +
  'has hat have hays hbbtv hcjme hdd hdr headline heath hector height hel hellas hep het hewlett heytapbrowser ' +
  'hic hiddenip high himauhl hinbox hipchat hit hjs hmeuk hmscore home homepage honorbkk honordli honorhry ' +
  'honorlock honorplk hospital hot hotbar hotels housenet hpc hpford hpq hpwos hry htc html htmlab http ' +
  'httpclient httpconnect httpd huawei huaweiagr huaweiana huaweibla huaweibrowser huaweicdy huaweiebg huaweiels ' +
  'huaweievr huaweilua huaweimed huaweisht huaweivtr hubbabubba hubot huelk human hun hunter huntingtower hvb hwe ' +
  'hwt hypnotoad iab iabmv ibm ibp ibrowse icab icafe icd iceape icebrowser icecat iceweasel icewtr iclp icn ' +
  'iconico iconz ics icslabs ict idefix identiserv idf idg idl ieak iebar iemobile iesfyintl ifremer ' +
  'igwanabrowser iinet illinois image imaging imperial important inapp inc incompatible inconet index india ' +
  'indiatimes indo industries infinology infocommons infonet infopath infor information infowalker inovant inst ' +
  'instagram install installed instantalbert instruments insurance int intdun intel interactive interbank ' +
  'interdigital internal internatinal internet internetia internetsupervision intra intranet intranetuser iolbar ' +
  'iopener iopus ios ipad iph iphone ipod iprimus irax ireland irider iridium irix iron isd ish iso isp issued ' +
  'istb isu itd itreesurf its iwss jackgtestlocalmachinevalue january jas jaunty java jbla jen jerky jessie ' +
  'jinnah jkm jlc jmv jnet joli jolicloud jolla jpm jpmc jsn jssdk jtb jtw juc june junglelemming juni juno kaios ' +
  'kakaotalk karmic katana katiesoft kddi kde keilor kfauwi kfmawi kfot kfsawi kftrwi kftt kftuwi khtml kicks ' +
  'kiev kindle kingdom kingkong kinglothar kit kittiecentral klg kmart knew kni kombpartilb konqueror kpmg kpn ' +
  'kpsworkstation ksc ksk ktc kubuntu kvaerner kyocera lab labs lamb lan lance landesk lang language ' +
  'languageforce large largie latest launceston lbbrowser lcap lcc lcpl ldn lds learning legend leicester ' +
  'lendingtree lenovo lge lgmw lgplayer lgs lib liberate libero library libwww lightning lightningdog ' +
  'lightningoyster lightningraccoon lightningslimemold lightningyak like lilly limerick limited lindows line ' +
  'lingo link linkedinapp linkman links linksweeper linpus linspire linux lite ljr llc lly load locale ' +
  'localization lockheed logica lohvarn lokean loki look lotus loyal lsa ltd lte lth lua luakit lucenttpes lucid ' +
  'lukashetzi luke lumia lunascape luv lvw lwc lwh lxd lya lycos lynx mac macappstore mach machine macintosh ' +
  'macos macosx macppc made maemo maersk magistrat mailapp mailbook mailinfo mailruapp mailsrv main mainline ' +
  'managed management manager mandriva manjaro mannesmann manor manufacturing maple marineamt mark marshfield ' +
  'mart martin masscops master matav mathplayer maui max maxthon maxweb maxxium mazillo mcaae mcd mci ' +
  'mcinternetbrasil mck mcs mdolphin mean mechanic med media mediapilot mediapilotad mediaplayer mee meego ' +
  'megabrowser megacorp megacorpbrowser megara melbourne meleon mem menara menloie mercer merrill mesa mesh ' +
  'messages messenger messengerforios metaiab metasr metro metway mhs mib micro micromessenger microplex ' +
  'microsoft microsoftteams midget midori midp miele mielec mills mind mindspring mini minigui minimo minix mint ' +
  'mip mips mirall miscs mit miuibrowser mkg mmoy mmp mms mmwebid mmwebsdk mnenhy mobi mobil mobile mobileiron ' +
  'mobilephone mockingbird mod model modern moe mohammad mom mon monash moneysupermarket moonbadger moonbird ' +
  'moonlizard moonsnake moostik moox morcillo morphos mosaic mot moto motorola mountainside mozacfetch mozilla ' +
  'mozjf mpd mplus mpo mps mqqbrowser mra mrchrome mrd mscs msie msiemobile msiex msn msnbbbyz msnbdell msnbmsft ' +
  'msnbmsni msncia msncoth msnczz msnia msnmbr msnmde msnmen msnmfr msnmit msnmnl msnmsv msnmtc msntv msocd ' +
  'msoffice msp mti mtk multikabel multilang multizilla musical muuuh mvista mxbrowser myer myhealthyvet myway ' +
  'myweb myx nab nabar nahrain nambour name naoko nara nasty national naturamediterraneoeemare nav naver navfourf ' +
  'navigator nazi ncbrowser ncsa necck neostrada net netact netbox netbsd netcache netcaptor netcast netcom ' +
  'netfront netgem netgemuk netibar netnearu netnewswire netpanel netpenny netpliance netpositive netscape ' +
  'netserv nettv nettype netvisualize netware network nevada nevermind new newman newt nexplayer next nextcloud ' +
  'nexus nfsbrowser nga nice nightly nintendo nintendobrowser nissc nix njindonjs noble noh nokia nokiabrowser ' +
  'nokian nokta nokturnal nomad nonfccs nook nordisk nordstrom norisbank north nospieshere not note notes notion ' +
  'novellviewport novo now npt nptl npuid nrte nsb nseupd nsw nswfb ntlworld nucleus nusaquiosque nwb nwjs ' +
  'nxforms nzcity oak obigo obigointernetbrowser obsessing obsidian oculusbrowser oem offbyone office officeworld ' +
  'official offshore ois oiz oktamobile olr olympiakos omega omi omniweb one onefootball oneplus onet ongame ' +
  'online onlinescanner only onlyinternet ono onome ons openbrowser openbsd opener openmosix openpda openvms ' +
  'openwave openworld opera operativo operator opios opn oppo oppobrowser opr opt optimized optimum optusnetcable ' +
  'orange orangebotswana orca oregano org origin original ortzzuwt oslo others otter oubrowser out outlook ouya ' +
  'over overture own owncloud owner oxs pacific package packard pad padfone pagedraw palemoon palm palma palmos ' +
  'palmsource pan panasonic panda panel panoramic panther panzer paradise park paros pas passcall password ' +
  'patriot paul pclinuxos pcm pcnet pcplus pcquest pcuser pda peoplepal peoplepc performance period personal ' +
  'personnel perth pge phantom phd philips phoenix phone photon phs physed pictures pie pieplus pierce pigfoot ' +
  'pike pim pinterest pixel pkg plan planet planetweb plasdfjoi plasmahuman platform play playbook player ' +
  'playstation plaza plc please plk plugin plus pncstd pneudraulics poco polaris polkomtel polymorph portable ' +
  'portalmmm portugal posix postbox postman postplatform pottsnet power poweranemone powerbook powergeekz ' +
  'powergoat powermarks powerpc powerpig powersnake powerstarfish powertiger powerup powerwhale ppc ppg ppi ' +
  'praise pre preload premier premium prepaidonline prerelease presto price primary primus primuscalanen ' +
  'primusdslen primuspcen printing prisoner private prmr pro probably process processing profile progratech ' +
  'progressive promo properties proud provided proxomitron proxy proxyho proxyinternet pru psp psystudentdesktop ' +
  'pty public publishing puffin puretec pussyfag pvh pzkpfw qbcore qcom qhbrowser qihoobrowser qinetiq qnx qpc ' +
  'qqbrowser qqbrowserlite qrdwcodirznfl qtcarbrowser qtopia qtwebengine queens queensland quest quik qupzilla ' +
  'qut qutebrowser qvm qwest rainbird rancho rapt raspbian rat rattbrowser rayden razr rbc reader really rebrand ' +
  'red reddit redmi refrozen reg region rekonq rel relativity release renault replace request reserved resnet ' +
  'resource reuters rev revision rfu rhythm rights rim ring ris risc rival rivaliq rivo rlp roadrunner robert ' +
  'robotics rockmelt roebuck rogers roil roku rom rostock rotate rough royal rpm rpt rss rtc ruby rules rulez ' +
  'rullez runtime rwe saa sabayon sabot safari safersurf safria sage sagem sailbrowser sailfish sailfishbrowser ' +
  'salt salzburg sam samsung samsungbrowser sanyo sarge savantmedia savewealth says sbc sbcdial sbcdsl sbcydsl ' +
  'sbs scale scb scf sch school schools scl scooter scots scp scragz screaming screen screensurfer screw script ' +
  'sculptor sde sdk sds sdu seaant seagoat seamonkey search sears seastarfish sec secret secure sef seks sektron ' +
  'sema semc senior sensis series serious server service services setup sexyfox sfgdata sfp sgc sgh sgi sgrunt ' +
  'share sharp shazam shield shiira shiretoko sht sidebar sidewinder sie siemens silicomp silk sillydog silsoe ' +
  'singlestoolbar singnet sis site sitecoach sitecon sitekiosk skc skipstone skm skyfire skyline slack slackware ' +
  'slate sleipnir slimbrowser slm slps smart smarthub smartphone smartshop smarttv smm smp sms snapchat sncwebguy ' +
  'sne snet snft snopud snowdrop snowshoe snprtz socantel soe soebuild soewks software sogoumobilebrowser ' +
  'sogoumse sok solaris solutions somefunkystring son sonic sony space spacebunny spacedonkey spacepanda ' +
  'spamblockerutility sparc sparta speed speedy spellshido sph spica spinway sports spotify sprint sps spserve ' +
  'spunt sqsw sra src srp ssb sse ssl stable staff stagefright standard standards star starband stardock ' +
  'starpower starter stasm state stb stcu std steam steria stfu sti stipe stjude stl stonehenge stop ' +
  'stoptrackingme store storecd stratford strato streaming strs sttl student studentennet students stumbleupon ' +
  'subagente suckz sugi suite sumit sun sunbird suncorp sunet sunos sunrise supercleaner supergecko superholio ' +
  'superjellyfish superlizard superonline superraccoon superwolf supplied support supports supra sureseeker surf ' +
  'surface surfeu surfing surfkit suse svg svgalib swb swfpac swiftfox switch switzerland sws swsit syb sykes ' +
  'sylera symantec symbian symbianos symbos sympa sympal syncml synergy synix synlabs system systems sysus sysv ' +
  'sznprohlizec tab table tablet tah tani target tasman taunton tbit tbp tbph tbs teacher teams teamsmobile ' +
  'techcom technologies tecno tel tele teleca telecoms telefonica telegram telekom telenor teleos telia telnet ' +
  'telus tencenttraveler terminal terra terranet tesco tesla testing testmanager tet texas text textmode the ' +
  'theblacksheepbrowser thefreedictionary thiess this thmdr thunderbird thunderbrowse thunderchicken tidk ' +
  'tiermann tietos tiger tin tinderbox tip tipicim tiscali tiscalifreenet tizen tmfweb tms tnt tobbes toolbar ' +
  'tools toshiba total touch touchpad toyota tpg trading trae train translate travel treasury trident trill ' +
  'trinity trio tristar trpit true trunk trust tss ttc ttuhsc tucows tumblr turbotabbee turing turingos turk tva ' +
  'twitter twitterandroid tycho tyco type uach ual ubbi ubis ubrowser ubuntu ucbrowser ucweb udp ugly uhd ' +
  'uiwebview ukl ukportal ultra umuc uncompatible ungawa unicos union unisannio unitedbanks unitedworldcouncil ' +
  'university unix unknow unknown unrestricted untrusted updated upgrade ups uqconnect uql urie ursql usa usc ' +
  'user useragent username users usho ust utf utstarcom uunet uwe value valve vax vbn vdot vede vendorid venue ' +
  'ver verhsun verizon verizondsl versicherung versie version veu via viber videotron vienna viera viettel viking ' +
  'vine vinebre virgin virtualit visited vista vita vivaldi vivo vivobrowser vlc vms vnd vnie vodafone vog ' +
  'voicecrying volkswagen von voyager vre vsnl vtown vtr vut vuw vzw wal wamcom wanadoo want wap warp was wassup ' +
  'watcher waterbug waterdog waterfox waternarwhal waterphoenix waterworm wave way wccta wce weasel web webapplet ' +
  'webappmanager webcloner webgod webhopper webkit webkitgtk webmon webo webos webp webpanel webpony webpositive ' +
  'webpro webspeedreader webster webtap webthumb webtools webtv webview webwasher webwasheree wechat wegener ' +
  'weibo weixin wesma west westerville westnet wetab weybridge wgovols whale what whcc whichever who wicgr wide ' +
  'widget width wien wifi wifiwebauthapplet wii wiiu wildfires wile win window windows windowsce windowswechat ' +
  'winme winnt winxp winxx wired wireless with wkbrowser wkwebview wmd wnt wodc wole wonkz woody ' +
  'wooohooooooooooooooooooooooooooo workgroups working works workstation world worship wosbrowser wouw wqvga wrv ' +
  'wsie wvga wwe wwieplugin wyeth wysigot xbe xbot xbox xboxstore xboxtoolbar xfirefox xfs xhtml xiaomi xmpp xtra ' +
  'xvand xweb xxxx yabrowser yahoo ycomp yep yoper you your yowser ypc yplus yyb zdnetindia zdnetsl zealand ' +
  'zenfone zentrale zgodny zon zte zune zurich'
