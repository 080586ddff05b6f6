/* tb-acme-client-private: what the files of the ACME client share: its state, its stages, and what each sends and understands. */
#pragma once

#include "tb-acme-client.h"
#include "tb-jose.h"

G_BEGIN_DECLS

typedef enum
{
  DIRECTORY,
  NONCE,
  ACCOUNT,
  ORDER,
  AUTHORIZATION,
  PROOF,
  CHALLENGE,
  FINALIZE,
  POLL,
  CERTIFICATE,
  REVOCATION,
  DEACTIVATION,
  END,
  N_STAGES
} Stage;

struct _TbAcmeClient
{
  TbAcmeGoal goal;
  TbKey *account_key;
  TbStream stream;
  char *contact, *binding_kid, *replaces;
  GBytes *binding_key, *csr;
  char **names;
  TbAcmeChallengeKind challenge;
  TbCertificate *revoked;
  int reason;

  Stage stage;
  gboolean is_sent;             /* a request is out */
  gboolean is_early;            /* what was asked for is not there yet */
  guint n_tries, n_polls;
  gint64 wait_until_us;
  char *directory_url;
  JsonObject *directory;
  char *nonce, *problem, *account_url, *order_url, *finalize_url, *certificate_url, *challenge_url;
  char **authorizations;
  guint at;                     /* which of them */
  TbAcmeProof proof;
  TbHttpRequest *request;
  char *request_url;
  GBytes *certificates;
};

gboolean tb_acme_client_fail     (GError **error, const char *what);
void     tb_acme_client_set_text (char **text, const char *value);
void     tb_acme_client_clear_proof (TbAcmeProof *proof);
void     tb_acme_client_go       (TbAcmeClient *client, Stage stage);

/* tb-acme-client-send, tb-acme-client-take */
gboolean tb_acme_client_send_directory (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_nonce (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_account (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_order (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_authorization (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_challenge (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_finalize (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_poll (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_certificate (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_revocation (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_send_deactivation (TbAcmeClient *client, GError **error);
gboolean tb_acme_client_take_directory (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_nonce (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_account (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_order (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_authorization (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_challenge (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_finalized (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_certificate (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);
gboolean tb_acme_client_take_end (TbAcmeClient *client, const TbHttpResponse *response, JsonObject *said, GError **error);

G_END_DECLS
