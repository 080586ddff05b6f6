/* tb-est: Enrolment over Secure Transport (RFC 7030, as RFC 8951 clears it up), both sides.
 *
 * Requests and responses are data: TLS, sockets and time are the caller's. The server decides who may ask and whether the request is in order;
 * what is granted, the callback behind it decides. Without channel bindings in view, proof of possession is the request's own signature; it is
 * not linked to the TLS session (RFC 7030 section 3.5), and full CMC is answered with 501. */
#pragma once

#include "tb-authority.h"
#include "tb-http.h"
#include "tb-secret-book.h"

G_BEGIN_DECLS

/**
 * TB_EST_MAX_BODY_BYTES:
 *
 * The largest body of a request: 64 KiB. Requests for certificates have one or two.
 */
#define TB_EST_MAX_BODY_BYTES (64 * 1024)

/**
 * TB_EST_MAX_CERTIFICATES:
 *
 * The most certificates that are read from one response.
 */
#define TB_EST_MAX_CERTIFICATES 32

/**
 * TbEstOperation:
 * @TB_EST_CACERTS: which certificates to trust (RFC 7030 section 4.1)
 * @TB_EST_CSRATTRS: what a request should say (RFC 7030 section 4.5)
 * @TB_EST_SIMPLE_ENROLL: a first certificate (RFC 7030 section 4.2.1)
 * @TB_EST_SIMPLE_REENROLL: the next one, renewed or rekeyed (RFC 7030 section 4.2.2)
 * @TB_EST_SERVER_KEYGEN: a certificate with a key that the server has made (RFC 7030 section 4.4)
 * @TB_EST_FULL_CMC: anything, in CMC (RFC 7030 section 4.3); not supported
 * @TB_EST_N_OPERATIONS: how many there are
 */
typedef enum
{
  TB_EST_CACERTS,
  TB_EST_CSRATTRS,
  TB_EST_SIMPLE_ENROLL,
  TB_EST_SIMPLE_REENROLL,
  TB_EST_SERVER_KEYGEN,
  TB_EST_FULL_CMC,
  TB_EST_N_OPERATIONS
} TbEstOperation;

const char *tb_est_operation_to_code   (TbEstOperation operation);
gboolean    tb_est_operation_from_code (const char *code, TbEstOperation *operation);

/* --- server --- */

/**
 * TbEstAsk:
 * @operation: enrol, re-enrol or server-generated key
 * @request: PKCS #10, DER, in order and with proof of possession
 * @said: the same as it was read, for [method@Authority.issue_for], so that nobody has to verify it again
 * @client: (nullable): the certificate that the client has proven to have the key of; the one to be renewed when it re-enrols
 * @user: (nullable): whose one-time secret the client knew
 * @now_us: unix time in microseconds
 *
 * What is asked of whoever issues. All of it is borrowed.
 */
typedef struct
{
  TbEstOperation operation;
  GBytes *request;
  const TbRequest *said;
  TbCertificate *client;
  const char *user;
  gint64 now_us;
} TbEstAsk;

/**
 * TbEstIssue:
 * @data: from the terms of the server
 * @ask: what is asked
 * @retry_after_s: (out): set above 0 when nothing is decided yet and the client shall ask again after so many seconds
 * @error: return location: %TB_CRYPTO_ERROR_REFUSED becomes 403, %TB_CRYPTO_ERROR_MALFORMED 400, anything else 500
 *
 * Issues or not. Policy is here: who may have which names, keys and lifetimes.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
typedef TbCertificate *(*TbEstIssue) (gpointer data, const TbEstAsk *ask, guint *retry_after_s, GError **error);

/**
 * TbEstTerms:
 * @authorities: (element-type TbCertificate): what cacerts gives, the one that issues among them; also those of a root's rollover
 * @label: (nullable): the additional path segment that names this authority (RFC 7030 section 3.2.2)
 * @issue: what issues
 * @data: for @issue
 * @key_algorithm: what csrattrs asks for and what serverkeygen makes
 * @stream: (nullable): what made keys draw from; not used by the live context; has to outlive the server
 * @secrets: (nullable): the one-time secrets, where others know them too; %NULL for some of its own
 *
 * How a server is set up. Array and book are referenced, texts are copied.
 */
typedef struct
{
  GPtrArray *authorities;
  const char *label;
  TbEstIssue issue;
  gpointer data;
  TbKeyAlgorithm key_algorithm;
  TbStream *stream;
  TbSecretBook *secrets;
} TbEstTerms;

/**
 * TbEstServer:
 *
 * Answers requests. Keeps nothing but one-time secrets, and costs next to nothing to make. One thread at a time; any number of servers side by side.
 */
typedef struct _TbEstServer TbEstServer;

TbEstServer    *tb_est_server_new        (TbCrypto *crypto, const TbEstTerms *terms);
void            tb_est_server_free       (TbEstServer *server);
void            tb_est_server_add_secret (TbEstServer *server, const char *user, const char *secret, gint64 not_after_us);
TbHttpResponse *tb_est_server_handle     (TbEstServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us);

/**
 * TbEstAuthority:
 * @authority: what issues
 * @terms: profile; the times in it are not looked at
 * @lifetime_us: from now on
 * @stream: (nullable): what serials and signatures draw from
 *
 * Data for [func@est_issue_by_authority].
 */
typedef struct
{
  TbAuthority *authority;
  TbIssueTerms terms;
  gint64 lifetime_us;
  TbStream *stream;
} TbEstAuthority;

TbCertificate  *tb_est_issue_by_authority (gpointer data, const TbEstAsk *ask, guint *retry_after_s, GError **error);

/* --- client --- */

/**
 * TbEstVerdict:
 * @TB_EST_ISSUED: there is a certificate
 * @TB_EST_PENDING: not yet; ask the same again later
 * @TB_EST_REFUSED: no; the status says why
 */
typedef enum
{
  TB_EST_ISSUED,
  TB_EST_PENDING,
  TB_EST_REFUSED,
} TbEstVerdict;

/**
 * TbEstOutcome:
 * @verdict: which of the three
 * @status: of HTTP
 * @retry_after_s: when pending, in seconds
 * @certificate: (owned) (nullable): when issued
 * @key: (owned) (nullable): when issued with a key that the server has made
 *
 * What came of an enrolment.
 */
typedef struct
{
  TbEstVerdict verdict;
  guint status;
  guint retry_after_s;
  TbCertificate *certificate;
  TbKey *key;
} TbEstOutcome;

void           tb_est_outcome_clear     (TbEstOutcome *outcome);

GBytes        *tb_est_make_request_like (TbKey *key, TbCertificate *current, TbStream *stream, GError **error);
TbHttpRequest *tb_est_ask               (TbEstOperation operation, const char *label, GBytes *request);
GPtrArray     *tb_est_read_cacerts      (TbCrypto *crypto, const TbHttpResponse *response, GError **error);
gboolean       tb_est_read_csrattrs     (const TbHttpResponse *response, TbKeyAlgorithm *algorithm, gboolean *is_told, GError **error);
gboolean       tb_est_read_enrolled     (const TbHttpResponse *response, TbKey *key, TbEstOutcome *outcome, GError **error);
gboolean       tb_est_read_keygen       (TbCrypto *crypto, const TbHttpResponse *response, TbEstOutcome *outcome, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEstServer, tb_est_server_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbEstOutcome, tb_est_outcome_clear)

G_END_DECLS
