/* tb-scep-server: the authority's side of SCEP (RFC 8894): a request comes in, a response goes out.
 *
 * Who gets a certificate: whoever knows a secret that was given out and not used yet; whoever holds a certificate in force and renews it; and, when
 * the server is told to keep such orders, whoever was approved by hand. Certificates are issued, looked up and listed by the caller's functions. What
 * is remembered (orders, secrets, nonces) is bounded. One thread at a time. */
#pragma once

#include "tb-crl.h"
#include "tb-http.h"
#include "tb-scep-message.h"
#include "tb-secret-book.h"

G_BEGIN_DECLS

/**
 * TbScepOrderState:
 * @TB_SCEP_ORDER_WAITING: nobody has decided
 * @TB_SCEP_ORDER_APPROVED: the next poll gets a certificate
 * @TB_SCEP_ORDER_REFUSED: the next poll gets a refusal
 * @TB_SCEP_ORDER_ISSUED: done
 */
typedef enum
{
  TB_SCEP_ORDER_WAITING,
  TB_SCEP_ORDER_APPROVED,
  TB_SCEP_ORDER_REFUSED,
  TB_SCEP_ORDER_ISSUED,
  TB_SCEP_N_ORDER_STATES
} TbScepOrderState;

/**
 * TbScepOrder:
 * @transaction_id: the client's number
 * @type: %TB_SCEP_PKCS_REQ or %TB_SCEP_RENEWAL_REQ
 * @state: what became of it
 * @request: PKCS #10, DER, found good
 * @subject: RFC 4514 text of who asks
 * @signer: who signed the message: the asker itself, or the certificate to be renewed
 * @certificate: (nullable): what was issued
 * @user: (nullable): whose one-time secret was in it
 * @asked_us: when it came in, unix time
 * @said: (nullable): @request as it was read and verified, while it is being answered; %NULL when the order is issued for later
 *
 * Somebody wants a certificate. All of it is the server's.
 */
typedef struct
{
  char *transaction_id;
  TbScepType type;
  TbScepOrderState state;
  GBytes *request;
  char *subject;
  TbCertificate *signer;
  TbCertificate *certificate;
  char *user;
  gint64 asked_us;
  const TbRequest *said;
} TbScepOrder;

/**
 * TbScepServerTerms:
 * @key: (not nullable): RSA: what clients encrypt to and answers are signed with
 * @certificate: that of @key: the authority's own, or of somebody it has put in charge (a registration authority)
 * @issuer: whose certificates are issued; may be @certificate
 * @above: (nullable) (element-type TbCertificate): authorities above @issuer, sent along by GetCACert
 * @keeps_orders: whether requests without a secret wait to be approved; otherwise they are refused
 * @clock_slack_us: how far a client's clock may be off; 0 for any
 * @issue: issues for an order, or not: %TB_CRYPTO_ERROR_FAILED becomes a failure of the server, all else a refusal
 * @is_revoked: (nullable): whether a certificate of the issuer's is
 * @find: (nullable): a certificate by serial number, hex, (transfer full)
 * @make_crl: (nullable): the list of the issuer's, (transfer full)
 * @user_data: for the functions
 * @secrets: (nullable): the one-time secrets, where others know them too; %NULL for some of its own
 *
 * What a server works with. It keeps references, not the struct.
 */
typedef struct
{
  TbKey *key;
  TbCertificate *certificate;
  TbCertificate *issuer;
  GPtrArray *above;
  gboolean keeps_orders;
  gint64 clock_slack_us;
  TbCertificate *(*issue)      (const TbScepOrder *order, TbStream *stream, gint64 now_us, gpointer user_data, GError **error);
  gboolean       (*is_revoked) (TbCertificate *certificate, gpointer user_data);
  TbCertificate *(*find)       (const char *serial, gpointer user_data);
  TbCrl         *(*make_crl)   (TbStream *stream, gint64 now_us, gpointer user_data, GError **error);
  gpointer user_data;
  TbSecretBook *secrets;
} TbScepServerTerms;

typedef struct _TbScepServer TbScepServer;

TbScepServer   *tb_scep_server_new         (const TbScepServerTerms *terms, const TbStream *stream, GError **error);
void            tb_scep_server_free        (TbScepServer *server);
void            tb_scep_server_add_secret  (TbScepServer *server, const char *secret, const char *common_name, gint64 until_us);
gboolean        tb_scep_server_decide      (TbScepServer *server, const char *transaction_id, gboolean is_approved);
GPtrArray      *tb_scep_server_list_orders (TbScepServer *server);              /* of const TbScepOrder, in the order they came */

TbHttpResponse *tb_scep_server_handle      (TbScepServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us);
GBytes         *tb_scep_server_answer      (TbScepServer *server, GBytes *message, gint64 now_us, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbScepServer, tb_scep_server_free)

G_END_DECLS
