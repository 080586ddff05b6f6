/* tb-live-server: a real authority on loopback: EST and ACME over HTTPS, SCEP, OCSP and revocation lists over HTTP, in a thread of its own.
 *
 * Live and never part of a seeded run: keys from the operating system, the clock of the machine, an authority on disk. Whoever starts it is told of each
 * request when it is over. */
#pragma once

#include "tb-acme-server.h"
#include "tb-ca.h"
#include "tb-live-http.h"
#include "tb-live-listener.h"

G_BEGIN_DECLS

/**
 * TbLiveEndpoint:
 *
 * What is served.
 */
typedef enum
{
  TB_LIVE_EST,
  TB_LIVE_ACME,
  TB_LIVE_SCEP,
  TB_LIVE_OCSP,
  TB_LIVE_CRL,
  TB_LIVE_BROKER,
  TB_LIVE_N_ENDPOINTS
} TbLiveEndpoint;

/**
 * TbLiveSecret:
 * @name: (nullable): whose; %NULL where the protocol knows no names
 * @secret: what to know
 */
typedef struct
{
  const char *name;
  const char *secret;
} TbLiveSecret;

/**
 * TbLiveBinding:
 * @kid: (owned): name of a key for external accounts (RFC 8555 section 7.3.4)
 * @key: (owned): the key
 */
typedef struct
{
  char *kid;
  GBytes *key;
} TbLiveBinding;

/**
 * TbLiveServerTerms:
 * @ca: the authority; used by the server alone until it is stopped
 * @who: in whose name it acts, for roles and the audit log
 * @address: where to listen: a loopback address
 * @port: of the first port that is opened, the next ones follow; 0: any that are free
 * @endpoints: bits, 1 << #TbLiveEndpoint
 * @lifetime_us: of what is issued; 0: the profile's
 * @limits: what clients may take
 * @factory_roots: (nullable) (element-type TbCertificate): roots of the identities that devices have from their makers, who may enrol by EST with them
 * @est_users: (nullable) (element-type TbLiveSecret): who may enrol by EST with a secret
 * @scep_challenges: (nullable) (element-type TbLiveSecret): likewise by SCEP
 * @reuses_secrets: whether each of these is good for any number of certificates, not for one
 * @acme_bindings: (nullable) (element-type TbLiveBinding): who may have an account by ACME; %NULL or empty: everybody
 * @look_places: by #TbAcmeChallengeKind, (nullable): who is asked to validate names, whatever the name
 * @on_report: (nullable): told of each request, in the server's thread
 * @data: for it
 *
 * How a server is set up. Everything is borrowed: @ca, @data and the secrets until it is stopped, the rest until it is started.
 */
typedef struct
{
  TbCa *ca;
  const char *who;
  const char *address;
  guint16 port;
  guint endpoints;
  gint64 lifetime_us;
  TbLiveLimits limits;
  GPtrArray *factory_roots;
  GArray *est_users;
  GArray *scep_challenges;
  gboolean reuses_secrets;
  GArray *acme_bindings;
  GSocketAddress *look_places[TB_ACME_N_CHALLENGES];
  void (*on_report) (const TbLiveReport *report, gpointer data);
  gpointer data;
} TbLiveServerTerms;

typedef struct _TbLiveServer TbLiveServer;

TbLiveServer *tb_live_server_start   (const TbLiveServerTerms *terms, GError **error);
void          tb_live_server_stop    (TbLiveServer *server);
const char   *tb_live_server_get_url (TbLiveServer *server, TbLiveEndpoint endpoint);       /* (nullable): where it is served */

void          tb_live_server_offer   (TbLiveServer *server, const char *name, const char *secret);   /* from any thread */

const char   *tb_live_endpoint_to_code (TbLiveEndpoint endpoint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveServer, tb_live_server_stop)

G_END_DECLS
