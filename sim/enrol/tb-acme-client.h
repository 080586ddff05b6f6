/* tb-acme-client: a device's side of ACME (RFC 8555): gives one request after the other, each made of the last response.
 *
 * It has no sockets and no clock. Whoever runs it sends what it says, publishes the proofs it asks for, and waits when told. */
#pragma once

#include "tb-acme-server.h"

G_BEGIN_DECLS

/**
 * TbAcmeStep:
 * @TB_ACME_STEP_SEND: send [method@AcmeClient.get_request] and come back with the response
 * @TB_ACME_STEP_PROVE: publish [method@AcmeClient.get_proof] and come back without a response
 * @TB_ACME_STEP_WAIT: come back without a response at [method@AcmeClient.get_wait_until_us]
 * @TB_ACME_STEP_DONE: the goal is reached
 * @TB_ACME_STEP_FAILED: it will not be reached
 *
 * What is to be done next.
 */
typedef enum
{
  TB_ACME_STEP_SEND,
  TB_ACME_STEP_PROVE,
  TB_ACME_STEP_WAIT,
  TB_ACME_STEP_DONE,
  TB_ACME_STEP_FAILED,
} TbAcmeStep;

/**
 * TbAcmeGoal:
 * @TB_ACME_GOAL_ISSUE: a certificate
 * @TB_ACME_GOAL_REVOKE: the end of one
 * @TB_ACME_GOAL_DEACTIVATE: the end of the account
 */
typedef enum
{
  TB_ACME_GOAL_ISSUE,
  TB_ACME_GOAL_REVOKE,
  TB_ACME_GOAL_DEACTIVATE,
} TbAcmeGoal;

/**
 * TbAcmeClientTerms:
 * @goal: what for
 * @directory_url: where the server begins
 * @account_key: of P-256 or RSA; an account is made when it has none
 * @contact: (nullable): such as `mailto:class@school.lab`
 * @binding_kid: (nullable): the external account's name
 * @binding_key: (nullable): its secret
 * @names: (nullable) (array zero-terminated=1): to be certified
 * @csr: (nullable): for those names, DER
 * @challenge: how they are proven
 * @replaces: (nullable): identifier of the certificate that is renewed
 * @revoked: (nullable): the certificate to be revoked
 * @reason: by RFC 5280 section 5.3.1
 *
 * All of it is copied or referenced.
 */
typedef struct
{
  TbAcmeGoal goal;
  const char *directory_url;
  TbKey *account_key;
  const char *contact;
  const char *binding_kid;
  GBytes *binding_key;
  const char *const *names;
  GBytes *csr;
  TbAcmeChallengeKind challenge;
  const char *replaces;
  TbCertificate *revoked;
  int reason;
} TbAcmeClientTerms;

/**
 * TbAcmeProof:
 * @kind: where it is to be seen
 * @name: the name it is for, without a wildcard's asterisk
 * @token: of the challenge
 * @text: the key authorization (http-01), else its digest as base64url: the TXT value (dns-01), what is in the certificate (tls-alpn-01)
 */
typedef struct
{
  TbAcmeChallengeKind kind;
  char *name;
  char *token;
  char *text;
} TbAcmeProof;

typedef struct _TbAcmeClient TbAcmeClient;

TbAcmeClient        *tb_acme_client_new               (const TbAcmeClientTerms *terms, const TbStream *stream);
void                 tb_acme_client_free              (TbAcmeClient *client);
TbAcmeStep           tb_acme_client_next              (TbAcmeClient *client, const TbHttpResponse *last, gint64 now_us, GError **error);
const TbHttpRequest *tb_acme_client_get_request       (TbAcmeClient *client);
const char          *tb_acme_client_get_url           (TbAcmeClient *client);
const TbAcmeProof   *tb_acme_client_get_proof         (TbAcmeClient *client);
gint64               tb_acme_client_get_wait_until_us (TbAcmeClient *client);
GBytes              *tb_acme_client_get_certificates  (TbAcmeClient *client);
const char          *tb_acme_client_get_problem       (TbAcmeClient *client);
const char          *tb_acme_client_get_account_url   (TbAcmeClient *client);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAcmeClient, tb_acme_client_free)

G_END_DECLS
