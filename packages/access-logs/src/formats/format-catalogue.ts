import type { FormatName } from './known-formats.ts'

/** A program or service whose logs are known, and the documentation of what it writes. */
export interface FormatSource {
  readonly title: string
  readonly format: FormatName
  readonly documentation: string
}

const aws = 'https://docs.aws.amazon.com'
const nginx = 'https://nginx.org/en/docs/http/ngx_http_log_module.html'
const apache = 'https://httpd.apache.org/docs/2.4/mod/mod_log_config.html'
const morgan = 'https://github.com/expressjs/morgan#predefined-formats'

/** What writes the known formats, most general first. A test reads a sample of each. */
export const formatCatalogue: readonly FormatSource[] = [
  {
    title: 'Tidegate’s decision log',
    format: 'tidegate',
    documentation: 'https://github.com/tidegate/tidegate/blob/main/docs/decision-log.md',
  },
  { title: 'Apache `common`', format: 'common', documentation: apache },
  { title: 'Apache `combined` and `combinedio`', format: 'combined', documentation: apache },
  { title: 'Apache `vhost_combined`', format: 'combined-vhost', documentation: apache },
  {
    title: 'Apache `vhost_common`, and `VCOMMON` of log analysers',
    format: 'common-vhost',
    documentation: apache,
  },
  {
    title: 'Apache with `%{X-Forwarded-For}i` in front of `%h`',
    format: 'combined-forwarded-first',
    documentation: 'https://repost.aws/knowledge-center/elb-capture-client-ip-addresses',
  },
  {
    title: 'Apache `common` with `%{X-Forwarded-For}i` in front of `%h`',
    format: 'common-forwarded-first',
    documentation: 'https://repost.aws/knowledge-center/elb-capture-client-ip-addresses',
  },
  {
    title: 'Apache with `%{X-Forwarded-For}i` in place of `%h`',
    format: 'combined-forwarded-only',
    documentation: apache,
  },
  {
    title: 'Apache `common` with `%{X-Forwarded-For}i` in place of `%h`',
    format: 'common-forwarded-only',
    documentation: apache,
  },
  {
    title: 'Apache with `%{X-Forwarded-For}i` after `%h`',
    format: 'combined-forwarded-second',
    documentation: apache,
  },
  {
    title: 'Apache with `%{X-Forwarded-For}i` in quotes in front of `%h`',
    format: 'combined-forwarded-quoted',
    documentation: apache,
  },
  {
    title: 'Apache `common` with `%{X-Forwarded-For}i` in quotes at the end',
    format: 'common-forwarded',
    documentation: apache,
  },
  {
    title: 'Apache `vhost_combined` with `%{X-Forwarded-For}i` in quotes at the end',
    format: 'combined-vhost-forwarded',
    documentation: apache,
  },
  {
    title: 'Apache `vhost_combined` with `%{X-Forwarded-For}i` in place of `%h`',
    format: 'combined-vhost-forwarded-only',
    documentation: apache,
  },
  { title: 'nginx `combined`', format: 'combined', documentation: nginx },
  { title: 'nginx `main`, as its packages configure it', format: 'combined-forwarded', documentation: nginx },
  { title: 'nginx and OpenResty with `escape=json`', format: 'json', documentation: nginx },
  {
    title: 'ingress-nginx `upstreaminfo`',
    format: 'combined',
    documentation: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/',
  },
  {
    title: 'Nginx Proxy Manager `proxy`',
    format: 'nginx-proxy-manager',
    documentation: 'https://github.com/NginxProxyManager/nginx-proxy-manager',
  },
  {
    title: 'Nginx Proxy Manager `standard`',
    format: 'nginx-proxy-manager-static',
    documentation: 'https://github.com/NginxProxyManager/nginx-proxy-manager',
  },
  {
    title: 'lighttpd',
    format: 'lighttpd',
    documentation: 'https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_accesslog',
  },
  {
    title: 'Caddy 2',
    format: 'json',
    documentation: 'https://caddyserver.com/docs/caddyfile/directives/log',
  },
  { title: 'Caddy 2 before 2.5', format: 'json', documentation: 'https://caddyserver.com/docs/logging' },
  { title: 'Caddy 1', format: 'common', documentation: 'https://caddyserver.com/v1/docs/log' },
  {
    title: 'HAProxy with `option httplog` or `httpslog`',
    format: 'haproxy',
    documentation: 'https://docs.haproxy.org/2.6/configuration.html#8.2.3',
  },
  {
    title: 'HAProxy with `option httplog clf`',
    format: 'combined',
    documentation: 'https://docs.haproxy.org/2.6/configuration.html#4.2-option%20httplog',
  },
  {
    title: 'Traefik `common`',
    format: 'combined',
    documentation: 'https://doc.traefik.io/traefik/observe/logs-and-access-logs/',
  },
  {
    title: 'Traefik `json`',
    format: 'json',
    documentation: 'https://doc.traefik.io/traefik/observe/logs-and-access-logs/',
  },
  {
    title: 'Envoy, default text',
    format: 'envoy',
    documentation: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage',
  },
  {
    title: 'Istio, default text',
    format: 'istio',
    documentation: 'https://istio.io/latest/docs/tasks/observability/logs/access-log/',
  },
  {
    title: 'Envoy and Istio in JSON',
    format: 'json',
    documentation: 'https://istio.io/latest/docs/tasks/observability/logs/access-log/',
  },
  { title: 'Kong', format: 'combined', documentation: 'https://developer.konghq.com/gateway/logs/' },
  {
    title: 'Kong `file-log` and `http-log`',
    format: 'json',
    documentation: 'https://developer.konghq.com/plugins/file-log/',
  },
  {
    title: 'Varnish (`varnishncsa`)',
    format: 'combined',
    documentation: 'https://varnish-cache.org/docs/trunk/reference/varnishncsa.html',
  },
  { title: 'Squid `squid`', format: 'squid', documentation: 'https://www.squid-cache.org/Doc/config/logformat/' },
  {
    title: 'IIS and W3C extended',
    format: 'w3c',
    documentation: 'https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging',
  },
  {
    title: 'IIS without its `#Fields` line',
    format: 'iis',
    documentation:
      'https://learn.microsoft.com/en-us/iis/manage/provisioning-and-managing-iis/configure-logging-in-iis',
  },
  {
    title: 'ASP.NET Core W3C logger',
    format: 'w3c',
    documentation: 'https://learn.microsoft.com/en-us/aspnet/core/fundamentals/w3c-logger/',
  },
  {
    title: 'AWS Application Load Balancer',
    format: 'alb',
    documentation: `${aws}/elasticloadbalancing/latest/application/load-balancer-access-logs.html`,
  },
  {
    title: 'AWS Classic Load Balancer',
    format: 'elb-classic',
    documentation: `${aws}/elasticloadbalancing/latest/classic/access-log-collection.html`,
  },
  {
    title: 'AWS CloudFront, standard logs',
    format: 'w3c',
    documentation: `${aws}/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html`,
  },
  {
    title: 'AWS CloudFront, standard logs in JSON',
    format: 'cloudfront-json',
    documentation: `${aws}/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html`,
  },
  {
    title: 'AWS CloudFront, real-time logs with all fields',
    format: 'cloudfront-real-time',
    documentation: `${aws}/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html`,
  },
  { title: 'AWS S3', format: 's3', documentation: `${aws}/AmazonS3/latest/userguide/LogFormat.html` },
  {
    title: 'AWS API Gateway in CLF',
    format: 'common',
    documentation: `${aws}/apigateway/latest/developerguide/set-up-logging.html`,
  },
  {
    title: 'AWS API Gateway in JSON',
    format: 'json',
    documentation: `${aws}/apigateway/latest/developerguide/set-up-logging.html`,
  },
  {
    title: 'Google Cloud load balancing',
    format: 'json',
    documentation: 'https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring',
  },
  {
    title: 'Azure Application Gateway',
    format: 'json',
    documentation: 'https://learn.microsoft.com/en-us/azure/application-gateway/monitor-application-gateway-reference',
  },
  {
    title: 'Azure Front Door',
    format: 'json',
    documentation: 'https://learn.microsoft.com/en-us/azure/frontdoor/monitor-front-door',
  },
  {
    title: 'Cloudflare Logpush',
    format: 'json',
    documentation: 'https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/',
  },
  {
    title: 'Fastly, default text',
    format: 'common',
    documentation: 'https://www.fastly.com/documentation/guides/integrations/logging/custom-log-formats/',
  },
  {
    title: 'Fastly, sample in JSON',
    format: 'json',
    documentation: 'https://www.fastly.com/documentation/guides/integrations/logging/custom-log-formats/',
  },
  {
    title: 'Akamai DataStream 2 in JSON',
    format: 'json',
    documentation: 'https://techdocs.akamai.com/datastream2/docs/log-format',
  },
  { title: 'Vercel log drains', format: 'json', documentation: 'https://vercel.com/docs/drains/reference/logs' },
  {
    title: 'Netlify log drains',
    format: 'json',
    documentation: 'https://docs.netlify.com/manage/monitoring/log-drains/',
  },
  {
    title: 'Heroku router',
    format: 'logfmt',
    documentation: 'https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format',
  },
  { title: 'Tomcat', format: 'common', documentation: 'https://tomcat.apache.org/tomcat-10.1-doc/config/valve.html' },
  {
    title: 'Jetty, extended NCSA',
    format: 'combined',
    documentation: 'https://jetty.org/docs/jetty/12/operations-guide/modules/standard.html#requestlog',
  },
  { title: 'gunicorn', format: 'combined', documentation: 'https://docs.gunicorn.org/en/stable/settings.html' },
  { title: 'uvicorn', format: 'uvicorn', documentation: 'https://www.uvicorn.org/settings/#logging' },
  { title: 'uWSGI', format: 'uwsgi', documentation: 'https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html' },
  { title: 'Daphne', format: 'common', documentation: 'https://github.com/django/daphne' },
  {
    title: 'Werkzeug, Flask and Python’s `http.server`',
    format: 'common',
    documentation: 'https://docs.python.org/3/library/http.server.html',
  },
  {
    title: 'Puma and Rack',
    format: 'common',
    documentation: 'https://rack.github.io/rack/main/Rack/CommonLogger.html',
  },
  {
    title: 'Rails',
    format: 'rails',
    documentation: 'https://guides.rubyonrails.org/debugging_rails_applications.html',
  },
  {
    title: 'GitLab, and lograge in JSON',
    format: 'json',
    documentation: 'https://docs.gitlab.com/administration/logs/',
  },
  {
    title: 'PHP-FPM',
    format: 'php-fpm',
    documentation: 'https://www.php.net/manual/en/install.fpm.configuration.php',
  },
  {
    title: 'PHP’s built-in server',
    format: 'php-server',
    documentation: 'https://www.php.net/manual/en/features.commandline.webserver.php',
  },
  { title: 'Gin', format: 'gin', documentation: 'https://gin-gonic.com/en/docs/logging/' },
  { title: 'Echo', format: 'json', documentation: 'https://echo.labstack.com/docs/middleware/logger' },
  {
    title: 'Grafana',
    format: 'logfmt',
    documentation: 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/',
  },
  { title: 'morgan `combined`', format: 'combined', documentation: morgan },
  { title: 'morgan `common`', format: 'common', documentation: morgan },
  { title: 'pino-http', format: 'json', documentation: 'https://github.com/pinojs/pino-http' },
  { title: 'Fastify', format: 'json', documentation: 'https://fastify.dev/docs/latest/Reference/Logging/' },
  { title: 'bunyan and Restify', format: 'json', documentation: 'http://restify.com/docs/plugins-api/#auditlogger' },
  {
    title: 'the Elastic common schema',
    format: 'json',
    documentation: 'https://www.elastic.co/docs/reference/ecs/ecs-field-reference',
  },
]
