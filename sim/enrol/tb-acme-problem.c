/* tb-acme-problem: see the header. */
#include "tb-acme-problem.h"

#include <string.h>

#include "tb-jose.h"

#define PREFIX "urn:ietf:params:acme:error:"

G_DEFINE_QUARK (tb-acme-problem-quark, tb_acme_problem)

typedef struct
{
  const char *type;
  guint status;
} Row;

static const Row rows[] = {
  [TB_ACME_PROBLEM_MALFORMED] = { PREFIX "malformed", 400 },
  [TB_ACME_PROBLEM_NOT_FOUND] = { PREFIX "malformed", 404 },
  [TB_ACME_PROBLEM_METHOD] = { PREFIX "malformed", 405 },
  [TB_ACME_PROBLEM_MEDIA_TYPE] = { PREFIX "malformed", 415 },
  [TB_ACME_PROBLEM_CONFLICT] = { PREFIX "malformed", 409 },
  [TB_ACME_PROBLEM_ACCOUNT_DOES_NOT_EXIST] = { PREFIX "accountDoesNotExist", 400 },
  [TB_ACME_PROBLEM_ALREADY_REVOKED] = { PREFIX "alreadyRevoked", 400 },
  [TB_ACME_PROBLEM_BAD_CSR] = { PREFIX "badCSR", 400 },
  [TB_ACME_PROBLEM_BAD_NONCE] = { PREFIX "badNonce", 400 },
  [TB_ACME_PROBLEM_BAD_PUBLIC_KEY] = { PREFIX "badPublicKey", 400 },
  [TB_ACME_PROBLEM_BAD_REVOCATION_REASON] = { PREFIX "badRevocationReason", 400 },
  [TB_ACME_PROBLEM_BAD_SIGNATURE_ALGORITHM] = { PREFIX "badSignatureAlgorithm", 400 },
  [TB_ACME_PROBLEM_CONNECTION] = { PREFIX "connection", 400 },
  [TB_ACME_PROBLEM_DNS] = { PREFIX "dns", 400 },
  [TB_ACME_PROBLEM_EXTERNAL_ACCOUNT_REQUIRED] = { PREFIX "externalAccountRequired", 403 },
  [TB_ACME_PROBLEM_INCORRECT_RESPONSE] = { PREFIX "incorrectResponse", 403 },
  [TB_ACME_PROBLEM_INVALID_CONTACT] = { PREFIX "invalidContact", 400 },
  [TB_ACME_PROBLEM_ORDER_NOT_READY] = { PREFIX "orderNotReady", 403 },
  [TB_ACME_PROBLEM_RATE_LIMITED] = { PREFIX "rateLimited", 429 },
  [TB_ACME_PROBLEM_REJECTED_IDENTIFIER] = { PREFIX "rejectedIdentifier", 403 },
  [TB_ACME_PROBLEM_SERVER_INTERNAL] = { PREFIX "serverInternal", 500 },
  [TB_ACME_PROBLEM_TLS] = { PREFIX "tls", 400 },
  [TB_ACME_PROBLEM_UNAUTHORIZED] = { PREFIX "unauthorized", 403 },
  [TB_ACME_PROBLEM_UNSUPPORTED_CONTACT] = { PREFIX "unsupportedContact", 400 },
  [TB_ACME_PROBLEM_UNSUPPORTED_IDENTIFIER] = { PREFIX "unsupportedIdentifier", 400 },
  [TB_ACME_PROBLEM_USER_ACTION_REQUIRED] = { PREFIX "userActionRequired", 403 },
  [TB_ACME_PROBLEM_ALREADY_REPLACED] = { PREFIX "alreadyReplaced", 409 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rows) == TB_ACME_PROBLEM_N);

/**
 * tb_acme_problem_to_type:
 * @problem: a problem
 *
 * Returns: its URN
 */
const char *
tb_acme_problem_to_type (TbAcmeProblem problem)
{
  return rows[problem].type;
}

/**
 * tb_acme_problem_to_status:
 * @problem: a problem
 *
 * Returns: the HTTP status it is answered with
 */
guint
tb_acme_problem_to_status (TbAcmeProblem problem)
{
  return rows[problem].status;
}

/* What JOSE complains about, as ACME puts it. */
static TbAcmeProblem
problem_of (const GError *error)
{
  static const TbAcmeProblem of_jose[] = {
    [TB_JOSE_ERROR_MALFORMED] = TB_ACME_PROBLEM_MALFORMED,
    [TB_JOSE_ERROR_ALGORITHM] = TB_ACME_PROBLEM_BAD_SIGNATURE_ALGORITHM,
    [TB_JOSE_ERROR_KEY] = TB_ACME_PROBLEM_BAD_PUBLIC_KEY,
    [TB_JOSE_ERROR_FAILED] = TB_ACME_PROBLEM_SERVER_INTERNAL,
  };

  if (error->domain == TB_ACME_PROBLEM)
    return (TbAcmeProblem) error->code;
  return error->domain == TB_JOSE_ERROR ? of_jose[error->code] : TB_ACME_PROBLEM_SERVER_INTERNAL;
}

/* RFC 8555 section 6.2: who used an algorithm that is not accepted is told which are. */
static void
put_algorithms (JsonObject *document)
{
  JsonArray *algorithms = json_array_new ();

  json_array_add_string_element (algorithms, "ES256");
  json_array_add_string_element (algorithms, "RS256");
  json_object_set_array_member (document, "algorithms", algorithms);
}

/**
 * tb_acme_problem_respond:
 * @error: what is wrong: of #TbAcmeProblem or #TbJoseError, anything else is the server's own fault
 *
 * Returns: (transfer full): a problem document
 */
TbHttpResponse *
tb_acme_problem_respond (const GError *error)
{
  TbAcmeProblem problem = problem_of (error);
  g_autoptr (JsonObject) document = json_object_new ();
  g_autoptr (GBytes) body = NULL;
  char *text;

  json_object_set_string_member (document, "type", rows[problem].type);
  json_object_set_string_member (document, "detail", error->message);
  json_object_set_int_member (document, "status", rows[problem].status);
  if (problem == TB_ACME_PROBLEM_BAD_SIGNATURE_ALGORITHM)
    put_algorithms (document);
  text = tb_jose_print (document);
  body = g_bytes_new_take (text, strlen (text));
  return tb_http_response_new (rows[problem].status, "application/problem+json", body);
}

/**
 * tb_acme_problem_read:
 * @response: a response
 * @type: (out) (transfer full): the type, `about:blank` when it says none
 * @detail: (out) (transfer full): what it says in words, "" when nothing
 *
 * Returns: whether it is a problem document
 */
gboolean
tb_acme_problem_read (const TbHttpResponse *response, char **type, char **detail)
{
  const char *media_type = tb_http_fields_get (response->fields, "Content-Type");
  g_autoptr (JsonObject) document = NULL;
  const char *said;

  if (media_type == NULL || !tb_http_media_type_is (media_type, "application/problem+json"))
    return FALSE;
  document = tb_jose_parse (response->body, NULL);
  if (document == NULL)
    return FALSE;
  said = tb_jose_get_text (document, "type");
  *type = g_strdup (said != NULL ? said : "about:blank");
  said = tb_jose_get_text (document, "detail");
  *detail = g_strdup (said != NULL ? said : "");
  return TRUE;
}
