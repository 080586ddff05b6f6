/* tb-scep-client: the device's side of SCEP (RFC 8894): makes messages and reads what comes back. Who sends them is somebody else's business. */
#pragma once

#include "tb-crl.h"
#include "tb-http.h"
#include "tb-scep-message.h"

G_BEGIN_DECLS

/**
 * TbScepClientTerms:
 * @key: RSA: what messages are signed with and answers are encrypted to
 * @certificate: that of @key: self-signed for the first time, later the one in force
 * @request: PKCS #10, DER: what is to be certified; a renewal may have another key in it
 * @authorities: (element-type TbCertificate): what GetCACert gave, after it was found to be trusted
 * @cipher: what to encrypt with
 * @transaction_id: (nullable): a number for this order; %NULL for one that follows from the key in @request (RFC 8894 section 3.2.1.1)
 *
 * What one order needs. The client keeps references, not the struct.
 */
typedef struct
{
  TbKey *key;
  TbCertificate *certificate;
  GBytes *request;
  GPtrArray *authorities;
  TbScepCipher cipher;
  const char *transaction_id;
} TbScepClientTerms;

/**
 * TbScepOutcome:
 * @status: what came of it
 * @fail_info: why not
 * @fail_text: (owned) (nullable): the same in the server's words; not to be believed, only shown
 * @certificate: (owned) (nullable): what was asked for
 * @crl: (owned) (nullable): likewise
 *
 * What the server says.
 */
typedef struct
{
  TbScepStatus status;
  TbScepFailInfo fail_info;
  char *fail_text;
  TbCertificate *certificate;
  TbCrl *crl;
} TbScepOutcome;

typedef struct _TbScepClient TbScepClient;

TbScepClient  *tb_scep_client_new      (const TbScepClientTerms *terms, GError **error);
void           tb_scep_client_free     (TbScepClient *client);
const char    *tb_scep_client_get_transaction_id (TbScepClient *client);
GBytes        *tb_scep_client_ask      (TbScepClient *client, TbScepType type, const char *serial, TbStream *stream, gint64 now_us, GError **error);
TbScepOutcome *tb_scep_client_take     (TbScepClient *client, GBytes *reply, TbStream *stream, GError **error);
void           tb_scep_outcome_free    (TbScepOutcome *outcome);

TbHttpRequest *tb_scep_request_capabilities (const char *path);
TbHttpRequest *tb_scep_request_authorities  (const char *path);
TbHttpRequest *tb_scep_request_operation    (const char *path, GBytes *message, gboolean by_post);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbScepClient, tb_scep_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbScepOutcome, tb_scep_outcome_free)

G_END_DECLS
