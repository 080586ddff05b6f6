/* tb-enrol-client: a device's side of an enrolment, whatever the protocol: one request after the other, until there is a certificate or a reason why not.
 *
 * It has no sockets, no TLS and no clock. Whoever runs it sends what it says over the connection it asks for, publishes the proofs it names, waits when told,
 * and comes back with what was answered. The same goes for virtual devices and for tests of live servers. */
#pragma once

#include "tb-acme-client.h"
#include "tb-enrol-policy.h"

G_BEGIN_DECLS

/**
 * TbEnrolStep:
 * @TB_ENROL_STEP_SEND: send [method@EnrolClient.get_request] and come back with the response
 * @TB_ENROL_STEP_PROVE: publish [method@EnrolClient.get_proof] and come back without one
 * @TB_ENROL_STEP_WAIT: come back without one at [method@EnrolClient.get_wait_until_us]
 * @TB_ENROL_STEP_DONE: there is a certificate
 * @TB_ENROL_STEP_FAILED: there will be none; see [method@EnrolClient.get_reason]
 */
typedef enum { TB_ENROL_STEP_SEND, TB_ENROL_STEP_PROVE, TB_ENROL_STEP_WAIT, TB_ENROL_STEP_DONE, TB_ENROL_STEP_FAILED } TbEnrolStep;

/**
 * TbEnrolClientTerms:
 * @crypto: whose keys these are
 * @protocol: which
 * @host: the authority, as in its certificate; for the paths see #TbEnrolServerTerms
 * @name: common name and DNS name of the certificate
 * @key: to be certified; for a renewal without rekeying the one of @current
 * @current: (nullable): the certificate in force, to be renewed; signs the renewal in SCEP, proves it in EST by TLS
 * @secret: (nullable): good for one enrolment: password of HTTP basic authentication with @name as user (EST), challengePassword (SCEP), key of the external
 *   account (ACME)
 * @anchors: (nullable) (element-type TbCertificate): what it trusts; the certificate that comes must chain to one of them. %NULL for a device that trusts
 *   nothing yet: then it asks for them first, which ACME has no words for
 * @intermediates: (nullable) (element-type TbCertificate): authorities it knows of besides, such as those that came in the TLS handshake: EST answers with the
 *   new certificate alone, and with these it can be checked without asking for cacerts
 * @fingerprint: (nullable): SHA-256 over the DER of the anchor that is expected, 32 bytes; with @anchors %NULL what comes must have it
 * @account_key: (nullable): ACME: of the account; %NULL: one of P-256 is drawn from the stream
 * @challenge: ACME: how the name is proven
 * @store: (nullable): attestation key of the key store that @key was made in; then the request carries evidence of that, see tb-attestation.h (it follows drafts)
 * @nonce: (nullable): for what time the evidence is; %NULL: for that of @current
 * @makers: (nullable) (element-type TbCertificate): what its maker put in to know vouchers by; with @anchors %NULL it asks whose it is before all else, and
 *   trusts the certificate that the voucher pins (EST alone)
 * @factory: (nullable): the identity from its maker, which signs what it asks; needed with @makers
 * @gets_key: EST alone: the authority shall make the key and send it along (RFC 7030 section 4.4); then @key is one that is at hand and signs the request, no more
 * @shown: (nullable) (element-type TbCertificate): what the registrar showed in TLS, its own first: the voucher has to be for that domain
 *
 * What one enrolment needs. The client keeps references and copies, not the struct.
 */
typedef struct
{
  TbCrypto *crypto;
  TbEnrolProtocol protocol;
  const char *host;
  const char *name;
  TbKey *key;
  TbIdentity *current;
  const char *secret;
  GPtrArray *anchors;
  GPtrArray *intermediates;
  GBytes *fingerprint;
  TbKey *account_key;
  TbAcmeChallengeKind challenge;
  TbIdentity *store;
  GBytes *nonce;
  GPtrArray *makers;
  TbIdentity *factory;
  GPtrArray *shown;
  gboolean gets_key;
} TbEnrolClientTerms;

typedef struct _TbEnrolClient TbEnrolClient;

TbEnrolClient       *tb_enrol_client_new               (const TbEnrolClientTerms *terms, const TbStream *stream);
void                 tb_enrol_client_free              (TbEnrolClient *client);
TbEnrolStep          tb_enrol_client_next              (TbEnrolClient *client, const TbHttpResponse *last, gint64 now_us);
const TbHttpRequest *tb_enrol_client_get_request       (TbEnrolClient *client);
const TbAcmeProof   *tb_enrol_client_get_proof         (TbEnrolClient *client);
gint64               tb_enrol_client_get_wait_until_us (TbEnrolClient *client);
const char          *tb_enrol_client_get_reason        (TbEnrolClient *client);   /* a code, such as `http-403`, `scep-badRequest`, `voucher-wrong-nonce` */
GBytes              *tb_enrol_client_get_csr           (TbEnrolClient *client);   /* (nullable): PKCS #10, DER, once it is made */
TbIdentity          *tb_enrol_client_get_identity      (TbEnrolClient *client);   /* (nullable): when done: key, certificate, intermediates */
GPtrArray           *tb_enrol_client_get_anchors       (TbEnrolClient *client);   /* (nullable): those it was told, or that a voucher pins, of TbCertificate */
guint                tb_enrol_client_get_n_requests    (TbEnrolClient *client);

/* What a protocol needs of the connection. */
gboolean             tb_enrol_protocol_needs_tls       (TbEnrolProtocol protocol);   /* SCEP protects its messages itself and goes over plain HTTP */
const char          *tb_enrol_protocol_to_code         (TbEnrolProtocol protocol);

/* What is known only once there is a connection. */
void                 tb_enrol_client_set_shown         (TbEnrolClient *client, GPtrArray *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEnrolClient, tb_enrol_client_free)

G_END_DECLS
