/* tb-acme-server: an ACME server (RFC 8555) with renewal information (RFC 9773), as a function from request to response.
 *
 * It has no sockets: what has to be fetched to validate a name is handed out, and whoever fetched it reports what was found. It has no clock and
 * no certificates of its own: those come from a call that the owner gives. Chance is drawn from a stream, so seeded runs repeat. */
#pragma once

#include "tb-acme-problem.h"
#include "tb-authority.h"

G_BEGIN_DECLS

/**
 * TB_ACME_MAX_BODY_BYTES:
 *
 * The largest request that is answered; the reader of the connection should be told the same.
 */
#define TB_ACME_MAX_BODY_BYTES (64 * 1024)

/**
 * TbAcmeChallengeKind:
 *
 * How somebody proves to control a name: RFC 8555 sections 8.3 and 8.4, RFC 8737.
 */
typedef enum
{
  TB_ACME_HTTP_01,
  TB_ACME_DNS_01,
  TB_ACME_TLS_ALPN_01,
  TB_ACME_N_CHALLENGES
} TbAcmeChallengeKind;

/**
 * TbAcmeLimitKind:
 * @TB_ACME_LIMIT_ACCOUNTS: new accounts, of the whole server
 * @TB_ACME_LIMIT_ORDERS: new orders, of one account
 * @TB_ACME_LIMIT_DUPLICATES: certificates for the same set of names
 * @TB_ACME_LIMIT_FAILURES: failed validations, of one account for one name
 */
typedef enum
{
  TB_ACME_LIMIT_ACCOUNTS,
  TB_ACME_LIMIT_ORDERS,
  TB_ACME_LIMIT_DUPLICATES,
  TB_ACME_LIMIT_FAILURES,
  TB_ACME_N_LIMITS
} TbAcmeLimitKind;

/**
 * TbAcmeLimit:
 * @count: how many in any window; 0: no limit
 * @window_us: how long the window is
 */
typedef struct
{
  guint count;
  gint64 window_us;
} TbAcmeLimit;

/**
 * TbAcmePolicy:
 * @base_url: scheme, host and path that all addresses begin with, such as `https://acme.lab/acme`, no slash at the end
 * @terms_of_service: (nullable): an address; then accounts must agree to it
 * @website: (nullable): an address
 * @requires_binding: whether a new account needs external account binding
 * @challenges: bits, 1 << #TbAcmeChallengeKind
 * @order_lifetime_us: how long an order can be worked on
 * @authorization_lifetime_us: how long a validated name stays validated, and an unvalidated one may be tried
 * @nonce_lifetime_us: how long a nonce can be used
 * @certificate_lifetime_us: what is granted when nothing is asked for, and the most that is
 * @poll_us: what clients that wait are told to wait, whole seconds
 * @max_nonces: how many are remembered; the oldest are forgotten first
 * @max_names: of one order
 * @max_orders: how many are remembered, with at most four times as many authorizations; the oldest are forgotten first, finished or not
 * @max_accounts: how many there may be; whoever wants one more is told to come later
 * @limits: rate limits
 */
typedef struct
{
  const char *base_url;
  const char *terms_of_service;
  const char *website;
  gboolean requires_binding;
  guint challenges;
  gint64 order_lifetime_us;
  gint64 authorization_lifetime_us;
  gint64 nonce_lifetime_us;
  gint64 certificate_lifetime_us;
  gint64 poll_us;
  guint max_nonces;
  guint max_names;
  guint max_orders;
  guint max_accounts;
  TbAcmeLimit limits[TB_ACME_N_LIMITS];
} TbAcmePolicy;

/**
 * TbAcmeAsked:
 * @csr: the request, DER; its signature was checked
 * @names: (array zero-terminated=1): the names, validated, sorted, in small letters
 * @not_before_us: unix time, whole seconds
 * @not_after_us: likewise
 * @account: who asks
 * @binding: (nullable): the external account that @account is bound to
 * @replaced: (nullable): the certificate that this one is to follow (RFC 9773 section 5)
 * @now_us: unix time
 *
 * What a certificate is to be issued for.
 */
typedef struct
{
  GBytes *csr;
  const char *const *names;
  gint64 not_before_us;
  gint64 not_after_us;
  const char *account;
  const char *binding;
  TbCertificate *replaced;
  gint64 now_us;
} TbAcmeAsked;

/**
 * TbAcmeCalls:
 * @issue: gives the certificate and adds the ones above it, without the root, to a chain; an error's text is told to the client
 * @admits: (nullable): whether names such as this are issued for at all
 * @revoke: (nullable): notes a revocation, reason by RFC 5280 section 5.3.1
 * @is_revoked: (nullable): whether the authority has revoked a certificate, also by other ways than through here
 *
 * What the server asks its owner for.
 */
typedef struct
{
  TbCertificate *(*issue)  (const TbAcmeAsked *asked, GPtrArray *chain, gpointer data, GError **error);
  gboolean       (*admits) (const char *name, gpointer data);
  gboolean       (*revoke) (TbCertificate *certificate, int reason, gint64 now_us, gpointer data, GError **error);
  gboolean       (*is_revoked) (TbCertificate *certificate, gpointer data);
} TbAcmeCalls;

/**
 * TbAcmeNoteKind:
 * @TB_ACME_NOTE_ACCOUNT: an account
 * @TB_ACME_NOTE_CERTIFICATE: a certificate, and whose it is
 */
typedef enum
{
  TB_ACME_NOTE_ACCOUNT,
  TB_ACME_NOTE_CERTIFICATE,
  TB_ACME_N_NOTES
} TbAcmeNoteKind;

/**
 * TbAcmeNote:
 * @kind: what it is about
 * @id: what it is found by, within its kind
 * @key: (nullable): what else it is found by: the thumbprint of an account's key
 * @until_us: unix time after which nobody asks for it, 0: never
 * @text: to be given back as it is
 */
typedef struct
{
  TbAcmeNoteKind kind;
  const char *id;
  const char *key;
  gint64 until_us;
  GBytes *text;
} TbAcmeNote;

/**
 * TbAcmeKeeper:
 * @keep: writes a note down, in the place of one of the same kind and id; when it returns %TRUE the note outlives a crash
 * @find: gives back the text of a note by its id, or by its key where @id is %NULL; @found_id (nullable) gets the id
 *
 * Who remembers for a server what has to outlive it.
 */
typedef struct
{
  gboolean (*keep) (const TbAcmeNote *note, gpointer data, GError **error);
  GBytes  *(*find) (TbAcmeNoteKind kind, const char *id, const char *key, char **found_id, gpointer data);
} TbAcmeKeeper;

/**
 * TbAcmeValidation:
 * @id: what to report by
 * @kind: how
 * @name: the name, without a wildcard's asterisk
 * @where: what to fetch: an address (http-01), the name of a TXT record (dns-01), or the name to ask for by SNI with
 *   ALPN `acme-tls/1` (tls-alpn-01)
 * @token: of the challenge
 *
 * Something that has to be looked up.
 */
typedef struct
{
  char *id;
  TbAcmeChallengeKind kind;
  char *name;
  char *where;
  char *token;
} TbAcmeValidation;

typedef struct _TbAcmeServer TbAcmeServer;

void            tb_acme_policy_init     (TbAcmePolicy *policy, const char *base_url);
TbAcmeServer   *tb_acme_server_new      (TbCrypto *crypto, const TbAcmePolicy *policy, const TbAcmeCalls *calls, gpointer data, const TbStream *stream);
void            tb_acme_server_free     (TbAcmeServer *server);
void            tb_acme_server_set_challenges (TbAcmeServer *server, guint challenges);
void            tb_acme_server_set_poll (TbAcmeServer *server, gint64 poll_us);
void            tb_acme_server_set_keeper (TbAcmeServer *server, const TbAcmeKeeper *keeper, gpointer data);
void            tb_acme_server_set_max_orders (TbAcmeServer *server, guint max_orders);
void            tb_acme_server_set_max_accounts (TbAcmeServer *server, guint max_accounts);
void            tb_acme_server_add_binding_key (TbAcmeServer *server, const char *kid, GBytes *mac_key);
TbHttpResponse *tb_acme_server_handle   (TbAcmeServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us);

/* Validation: take what is to be fetched, then report what was found, once for each. */
TbAcmeValidation *tb_acme_server_take_validation (TbAcmeServer *server);
void            tb_acme_validation_free   (TbAcmeValidation *validation);
gboolean        tb_acme_server_report_found   (TbAcmeServer *server, const char *id, GPtrArray *contents, gint64 now_us);
gboolean        tb_acme_server_report_problem (TbAcmeServer *server, const char *id, TbAcmeProblem problem, const char *detail, gint64 now_us);

/* Renewal information by hand: what an authority has revoked itself is to be renewed at once. */
char           *tb_acme_certificate_id    (TbCertificate *certificate);
gboolean        tb_acme_server_note_revoked (TbAcmeServer *server, const char *certificate_id);

/* An authority of ours behind it: for the issue call. */
TbCertificate  *tb_acme_issue_from        (TbAuthority *authority, const TbAcmeAsked *asked, TbCertificateProfile profile, TbStream *stream,
                                           GPtrArray *chain, GError **error);

const char     *tb_acme_challenge_to_code (TbAcmeChallengeKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAcmeServer, tb_acme_server_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAcmeValidation, tb_acme_validation_free)

G_END_DECLS
