const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G100'
const inApp = `Mozilla/5.0 (Linux; Android 14; SM-S928B Build/UP1A.231005.007; wv) ${webkit} Version/4.0 Chrome/141.0 Mobile Safari/537.36`
const windows = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit}`

/**
 * User agents of browsers, devices and applications that people use: a token that occurs in one of them would match ordinary users.
 * Sources: the vendors' documentation of their user agents (MDN, Chromium, WebKit, Samsung, Meta, LINE, Naver), and for devices and
 * applications the fixtures of Matomo's device-detector (https://github.com/matomo-org/device-detector).
 */
export const browserAgents: readonly { readonly browser: string; readonly agent: string }[] = [
  {
    browser: 'Chrome on Windows',
    agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  },
  {
    browser: 'Chrome on Android',
    agent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  },
  {
    browser: 'Chrome on iOS',
    agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.46 Mobile/15E148 Safari/604.1',
  },
  {
    browser: 'Safari on macOS',
    agent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  },
  {
    browser: 'Safari on iPhone',
    agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  },
  {
    browser: 'Safari on iPad',
    agent:
      'Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  },
  {
    browser: 'Firefox on Windows',
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0',
  },
  { browser: 'Firefox on Linux', agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0' },
  { browser: 'Firefox on Android', agent: 'Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0' },
  {
    browser: 'Edge on Windows',
    agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
  },
  {
    browser: 'Opera on macOS',
    agent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0',
  },
  {
    browser: 'Samsung Internet',
    agent:
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
  },
  {
    browser: 'Visual Studio Code',
    agent:
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.105.0 Chrome/138.0.7204.235 Electron/37.3.1 Safari/537.36',
  },
  {
    browser: 'CUBOT phone',
    agent: `Mozilla/5.0 (Linux; Android 8.0.0; CUBOT_P20) ${webkit} Chrome/88.0.4324.93 Mobile Safari/537.36`,
  },
  {
    browser: 'Pixel phone',
    agent: `Mozilla/5.0 (Linux; Android 15; Pixel 9 Pro Build/AP4A.250205.002) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`,
  },
  {
    browser: 'Google Pixel phone in an app',
    agent: `Mozilla/5.0 (Linux; Android 12; Google Pixel 5 Build/SP3D.210925.006; wv) ${webkit} Version/4.0 Chrome/91.0.4472.124 Mobile Safari/537.36`,
  },
  { browser: 'Google app on iPhone', agent: `${iphone} GSA/392.0.819 Mobile/15E148 Safari/604.1` },
  { browser: 'Gemini app on iPhone', agent: `${iphone} GoogleWv/1.0 (WKWebView) GeminiiOS/1.2026.0570001` },
  {
    browser: 'Facebook app on iPhone',
    agent: `${iphone} [FBAN/FBIOS;FBAV/531.0.0.38.106;FBDV/iPhone17,1;FBSN/iOS;FBSV/18.6;FBLC/en_US]`,
  },
  {
    browser: 'Facebook app on Android',
    agent: `${inApp} [FBAN/FB4A;FBAV/530.0.0.48.74;FBPN/com.facebook.katana;FBLC/en_US;FBDV/SM-S928B;FBSV/14;]`,
  },
  { browser: "Facebook's browser on Android", agent: `${inApp} MetaIAB Facebook` },
  { browser: 'Messenger', agent: `${inApp} [FB_IAB/MESSENGER;FBAV/520.0;]` },
  { browser: 'Instagram', agent: `${inApp} Instagram 400.0.0.49.68 Android (34/14; 480dpi; samsung)` },
  { browser: 'X app on iPhone', agent: `${iphone} Twitter for iPhone/11.10` },
  { browser: 'X app on Android', agent: `${inApp} TwitterAndroid` },
  { browser: 'LinkedIn app', agent: `${iphone} [LinkedInApp]/9.31.1530` },
  { browser: 'Pinterest app', agent: `${inApp} [Pinterest/Android]` },
  { browser: 'Snapchat', agent: `${iphone} Snapchat/13.50.0.42 (like Safari/8621.3.10, panda)` },
  { browser: 'TikTok', agent: `${inApp} trill_410203 BytedanceWebview/d8a21c6 AppName/trill ByteLocale/en` },
  {
    browser: 'WeChat',
    agent: `${inApp} XWEB/1380 MMWEBSDK/20250503 MicroMessenger/8.0.60 WeChat/arm64 Weixin NetType/4G`,
  },
  { browser: 'LINE', agent: `${iphone} Safari Line/15.9.0` },
  { browser: 'KakaoTalk', agent: `${inApp} KAKAOTALK/25.8.0 (INAPP)` },
  { browser: 'Naver app', agent: `${inApp} NAVER(inapp; search; 2100; 12.14.5)` },
  { browser: 'Telegram', agent: `${inApp} Telegram-Android/11.9.0 (Samsung SM-S928B; Android 14; SDK 34; HIGH)` },
  { browser: 'Viber', agent: `${inApp} Viber/11.9.5.8` },
  { browser: 'Reddit app', agent: `${inApp} Reddit/Version 2025.40` },
  { browser: 'Baidu app', agent: `${inApp} baiduboxapp/13.70.0.10 (Baidu; P1 14)` },
  { browser: 'Alipay', agent: `${inApp} AlipayClient/10.6 Language/en` },
  { browser: 'Teams and Bing app', agent: `${iphone} MicrosoftTeams-iOS/6.15 BingSapphire/31.2` },
  { browser: 'Flipboard', agent: `${iphone} Flipboard/4.3.19` },
  { browser: 'Tumblr app', agent: `${iphone} Tumblr/iPhone/41.2/412000/18.6` },
  { browser: 'DuckDuckGo', agent: `${iphone} DuckDuckGo/7 Safari/605.1.15` },
  { browser: 'Yandex Browser', agent: `${windows} Chrome/140.0.0.0 YaBrowser/25.8.0.0 Yowser/2.5 Safari/537.36` },
  { browser: 'Yandex app', agent: `${inApp} YandexSearch/25.80 YandexSearchBrowser/25.80` },
  { browser: 'Vivaldi', agent: `${windows} Chrome/140.0.7339.207 Safari/537.36 Vivaldi/7.6.3797.58` },
  { browser: 'QQ Browser', agent: `${windows} Chrome/114.0.0.0 Safari/537.36 QQBrowser/17.0.6000.400` },
  { browser: 'Sogou Browser', agent: `${inApp} SogouMSE,SogouMobileBrowser/5.28.12` },
  {
    browser: 'UC Browser',
    agent: `Mozilla/5.0 (Linux; U; Android 13; en-US; RMX3771 Build/TP1A) ${webkit} Version/4.0 Chrome/100.0 UCBrowser/13.7 Mobile Safari/537.36`,
  },
  {
    browser: 'Huawei Browser',
    agent: `Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) ${webkit} Chrome/114.0 HuaweiBrowser/15.0.4 Mobile Safari/537.36`,
  },
  {
    browser: 'Xiaomi Browser',
    agent: `Mozilla/5.0 (Linux; U; Android 14; zh-cn; 23127PN0CC Build/UKQ1) ${webkit} Version/4.0 Chrome/109.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.5`,
  },
  {
    browser: 'Silk on Fire tablets',
    agent: `Mozilla/5.0 (Linux; Android 11; KFTRWI) ${webkit} Silk/120.2.5 like Chrome/120.0 Safari/537.36`,
  },
  {
    browser: 'Opera Mini',
    agent: 'Opera/9.80 (Android; Opera Mini/36.2/191.326; U; en) Presto/2.12.423 Version/12.16',
  },
  {
    browser: 'Internet Explorer',
    agent:
      'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; WOW64; Trident/6.0; Touch; .NET4.0E; .NET4.0C; Tablet PC 2.0)',
  },
  {
    browser: 'KaiOS phone',
    agent: 'Mozilla/5.0 (Mobile; Nokia 2720 Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2',
  },
  { browser: 'Chrome OS', agent: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/142.0.0.0 Safari/537.36` },
  { browser: 'Lynx', agent: 'Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8' },
  { browser: 'Cursor', agent: `${windows} Cursor/1.7.46 Chrome/132.0.6834.210 Electron/34.5.8 Safari/537.36` },
  {
    browser: 'Slack',
    agent: `${windows} Slack/4.46.96 Chrome/138.0.7204.243 Electron/37.5.1 Safari/537.36 Sonic Slack_SSB/4.46.96`,
  },
  { browser: 'Discord', agent: `${windows} discord/1.0.9212 Chrome/134.0.6998.205 Electron/35.3.0 Safari/537.36` },
  { browser: 'Notion', agent: `${windows} Notion/4.21.0 Chrome/138.0.7204.243 Electron/37.4.0 Safari/537.36` },
  { browser: 'Steam', agent: `${windows} Chrome/126.0.6478.183 Safari/537.36 Valve Steam Client/1756345678` },
  {
    browser: 'Thunderbird',
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.14.0 Lightning/6.2.7',
  },
  {
    browser: 'Samsung television',
    agent:
      'Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36',
  },
  {
    browser: 'LG television',
    agent:
      'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.5359.211 Safari/537.36 WebAppManager',
  },
  {
    browser: 'Chromecast',
    agent: `Mozilla/5.0 (Linux; Android 12.0; Build/STTL.240206) ${webkit} CrKey/1.56.500000 DeviceType/AndroidTV Chrome/114.0 Safari/537.36`,
  },
  {
    browser: 'PlayStation',
    agent:
      'Mozilla/5.0 (PlayStation; PlayStation 5/9.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15',
  },
  {
    browser: 'Xbox',
    agent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) ${webkit} Chrome/138.0.0.0 Safari/537.36 Edge/44.18363.8131`,
  },
  {
    browser: 'Nintendo Switch',
    agent:
      'Mozilla/5.0 (Nintendo Switch; WebApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.3.25.0 NintendoBrowser/5.1.0.32002',
  },
  {
    browser: 'Tesla',
    agent: `Mozilla/5.0 (X11; GNU/Linux) ${webkit} Chromium/132.0.6834.226 Chrome/132.0.6834.226 Safari/537.36 Tesla/2025.32.3`,
  },
  {
    browser: 'Quest headset',
    agent: `Mozilla/5.0 (X11; Linux x86_64; Quest 3) ${webkit} OculusBrowser/39.2 Chrome/138.0.7204.179 VR Safari/537.36`,
  },
]
