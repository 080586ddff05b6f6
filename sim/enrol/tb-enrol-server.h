/* tb-enrol-server: an authority that answers in every enrolment protocol: finds out by the path which one it is, and asks one function what to issue.
 *
 * The paths: `/.well-known/est/...`, `/scep`, `/acme/...`, and for vouchers `/.well-known/brski/requestvoucher`. What it keeps between requests (secrets, orders, accounts, nonces) is bounded. It has no sockets and no
 * clock; live servers and virtual authorities are both made of it. One thread at a time, any number of servers side by side: one that answers in EST alone has
 * nothing to remember but secrets and costs a few allocations to make, so it may be made for a single request. */
#pragma once

#include "tb-acme-server.h"
#include "tb-enrol-policy.h"
#include "tb-est.h"
#include "tb-request.h"
#include "tb-scep-server.h"

G_BEGIN_DECLS

/**
 * TbEnrolAsk:
 * @protocol: by which the request came
 * @is_renewal: whether a certificate in force is to be replaced
 * @request: PKCS #10, DER; proof of possession was checked
 * @said: (nullable): the same as it was read, for [method@Authority.issue_for], which does not verify it again; %NULL in ACME, where the names in the request
 *   do not count
 * @client: (nullable): the certificate that the asker has proven to have the key of, or the one to be renewed
 * @user: (nullable): whose secret was known; ACME: the external account that the account is bound to, else the account
 * @names: (nullable) (array zero-terminated=1): ACME: the names that were proven
 * @not_before_us: ACME: from when, as was asked for or as the terms say; else 0: the issuer decides
 * @not_after_us: likewise, until when
 * @now_us: unix time
 *
 * What is asked of whoever issues. All of it is borrowed.
 */
typedef struct
{
  TbEnrolProtocol protocol;
  gboolean is_renewal;
  GBytes *request;
  const TbRequest *said;
  TbCertificate *client;
  const char *user;
  const char *const *names;
  gint64 not_before_us;
  gint64 not_after_us;
  gint64 now_us;
} TbEnrolAsk;

/**
 * TbEnrolCalls:
 * @issue: issues or refuses; %TB_CRYPTO_ERROR_REFUSED becomes the protocol's own refusal, %TB_CRYPTO_ERROR_MALFORMED likewise, anything else a server error
 * @is_revoked: (nullable): whether a certificate of the authority's is; then it proves nothing any more
 * @find: (nullable): one by serial number, hex, (transfer full)
 * @make_crl: (nullable): the authority's list, (transfer full)
 * @revoke: (nullable): notes a revocation, reason by RFC 5280 section 5.3.1
 * @admits: (nullable): whether names such as this are issued for by ACME at all
 * @vouch: (nullable): asks the maker's service of a device, which gets @request, for a voucher, (transfer full); needed for vouchers
 *
 * What the server asks its owner.
 */
typedef struct
{
  TbCertificate *(*issue)      (const TbEnrolAsk *ask, gpointer data, GError **error);
  gboolean       (*is_revoked) (TbCertificate *certificate, gpointer data);
  TbCertificate *(*find)       (const char *serial, gpointer data);
  TbCrl         *(*make_crl)   (gint64 now_us, gpointer data, GError **error);
  gboolean       (*revoke)     (TbCertificate *certificate, int reason, gint64 now_us, gpointer data, GError **error);
  gboolean       (*admits)     (const char *name, gpointer data);
  GBytes        *(*vouch)      (GBytes *request, gint64 now_us, gpointer data, GError **error);
} TbEnrolCalls;

/**
 * TbEnrolServerTerms:
 * @crypto: whose keys these are
 * @protocols: bits, 1 << #TbEnrolProtocol
 * @authorities: (element-type TbCertificate): what is given to whoever asks whom to trust: the issuing one first, the root last
 * @ra: (nullable): key and certificate for SCEP, RSA: the issuing authority's own, or of somebody it has put in charge; needed for SCEP
 * @base_url: ACME: scheme, host and path before what the directory lists, such as `https://localhost:8443/acme`; needed for ACME
 * @requires_binding: ACME: whether new accounts need an external one
 * @limits: (nullable) (array fixed-size=4): ACME: rate limits by #TbAcmeLimitKind; %NULL for none
 * @certificate_lifetime_us: ACME: what is granted at most
 * @key_algorithm: what csrattrs asks for and serverkeygen makes
 * @keeps_orders: SCEP: whether requests without a secret wait to be approved
 * @registrar: (nullable): who the server is in TLS, with intermediates; needed for vouchers, in which the last of @authorities is pinned
 * @makers: (nullable) (element-type TbCertificate): roots of makers for whose devices vouchers are asked; %NULL for any
 *
 * What a server works with. It keeps references and copies, not the struct.
 */
typedef struct
{
  TbCrypto *crypto;
  guint protocols;
  GPtrArray *authorities;
  TbIdentity *ra;
  const char *base_url;
  gboolean requires_binding;
  const TbAcmeLimit *limits;
  gint64 certificate_lifetime_us;
  TbKeyAlgorithm key_algorithm;
  gboolean keeps_orders;
  TbIdentity *registrar;
  GPtrArray *makers;
} TbEnrolServerTerms;

typedef struct _TbEnrolServer TbEnrolServer;

TbEnrolServer  *tb_enrol_server_new        (const TbEnrolServerTerms *terms, const TbEnrolCalls *calls, gpointer data, const TbStream *stream, GError **error);
void            tb_enrol_server_free       (TbEnrolServer *server);
TbHttpResponse *tb_enrol_server_handle     (TbEnrolServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us);
void            tb_enrol_server_add_secret (TbEnrolServer *server, const char *user, const char *secret, gint64 not_after_us);   /* good once, in any protocol */
void            tb_enrol_server_add_account_key (TbEnrolServer *server, const char *kid, GBytes *mac_key);                      /* ACME: external account */
TbCertificate  *tb_enrol_issue_from        (TbAuthority *authority, const TbEnrolAsk *ask, const TbIssueTerms *terms, TbStream *stream, GError **error);
TbCertificate  *tb_enrol_issue_misnamed    (TbAuthority *authority, const TbEnrolAsk *ask, const char *name, const TbIssueTerms *terms, TbStream *stream,
                                            GError **error);
TbAcmeServer   *tb_enrol_server_get_acme   (TbEnrolServer *server);    /* (nullable): for validations */
TbScepServer   *tb_enrol_server_get_scep   (TbEnrolServer *server);    /* (nullable): for orders that wait */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEnrolServer, tb_enrol_server_free)

G_END_DECLS
