/* tb-acme-authorization: who may have certificates for a name, and the challenges that prove it (RFC 8555 sections 7.5 and 8, RFC 8737).
 *
 * Nothing is fetched here: what is to be fetched is handed out, and what was found is compared with what had to be there. */
#include "tb-acme-private.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-acme-name.h"

#define ACME_IDENTIFIER_OID "1.3.6.1.5.5.7.1.31"        /* RFC 8737 section 6.1 */
#define DIGEST_BYTES 32

static const char *const kind_codes[] = { "http-01", "dns-01", "tls-alpn-01" };
G_STATIC_ASSERT (G_N_ELEMENTS (kind_codes) == TB_ACME_N_CHALLENGES);

/**
 * tb_acme_challenge_to_code:
 * @kind: a kind of challenge
 *
 * Returns: its name on the wire
 */
const char *
tb_acme_challenge_to_code (TbAcmeChallengeKind kind)
{
  return kind_codes[kind];
}

/* --- making --- */

static void
challenge_free (gpointer data)
{
  TbAcmeChallenge *challenge = data;

  g_free (challenge->id);
  g_free (challenge->token);
  g_clear_error (&challenge->problem);
  g_free (challenge);
}

static void
add_challenge (TbAcmeAsk *ask, TbAcmeAuthorization *authorization, TbAcmeChallengeKind kind)
{
  TbAcmeChallenge *challenge = g_new0 (TbAcmeChallenge, 1);

  challenge->id = tb_acme_make_token (ask->server, ask->now_us);
  challenge->token = tb_acme_make_token (ask->server, ask->now_us);
  challenge->kind = kind;
  challenge->authorization = authorization;
  g_ptr_array_add (authorization->challenges, challenge);
  g_hash_table_insert (ask->server->challenges, challenge->id, challenge);
}

/* RFC 8555 section 8.4: a wildcard is proven by DNS only; RFC 8738 section 7: an address by anything else. */
static void
add_challenges (TbAcmeAsk *ask, TbAcmeAuthorization *authorization)
{
  guint dns = 1 << TB_ACME_DNS_01;
  guint offered = ask->server->policy.challenges & (authorization->is_wildcard ? dns : tb_acme_name_is_address (authorization->name) ? ~dns : ~0u);

  for (guint kind = 0; kind < TB_ACME_N_CHALLENGES; kind++)
    if ((offered & (1 << kind)) != 0)
      add_challenge (ask, authorization, (TbAcmeChallengeKind) kind);
}

/* Returns a new reference. */
TbAcmeAuthorization *
tb_acme_authorize (TbAcmeAsk *ask, const char *name)
{
  TbAcmeServer *server = ask->server;
  TbAcmeAuthorization *authorization = g_rc_box_new0 (TbAcmeAuthorization);

  authorization->id = tb_acme_make_token (server, ask->now_us);
  authorization->account = ask->account;
  authorization->is_wildcard = g_str_has_prefix (name, "*.");
  authorization->name = g_strdup (name + (authorization->is_wildcard ? 2 : 0));
  authorization->expires_us = ask->now_us + server->policy.authorization_lifetime_us;
  authorization->challenges = g_ptr_array_new_with_free_func (challenge_free);
  add_challenges (ask, authorization);
  g_hash_table_insert (server->authorizations, authorization->id, authorization);
  g_queue_push_tail (&server->authorization_ages, authorization->id);
  return tb_acme_authorization_ref (authorization);
}

void
tb_acme_authorization_look (TbAcmeAuthorization *authorization, gint64 now_us)
{
  if (authorization->expires_us > now_us)
    return;
  if (authorization->status == TB_ACME_PENDING)
    tb_acme_move (&authorization->status, TB_ACME_INVALID);
  else if (authorization->status == TB_ACME_VALID)
    tb_acme_move (&authorization->status, TB_ACME_EXPIRED);
}

/* --- what is said about them --- */

static JsonObject *
describe (TbAcmeServer *server, const TbAcmeChallenge *challenge)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", kind_codes[challenge->kind]);
  tb_acme_put_url (object, "url", server, "challenge", challenge->id);
  json_object_set_string_member (object, "status", tb_acme_status_to_code (challenge->status));
  json_object_set_string_member (object, "token", challenge->token);
  if (challenge->status == TB_ACME_VALID)
    tb_acme_put_time (object, "validated", challenge->validated_us);
  tb_acme_put_problem (object, "error", challenge->problem);
  return object;
}

static TbHttpResponse *
respond (TbAcmeAsk *ask, const TbAcmeAuthorization *authorization)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *challenges = json_array_new ();

  for (guint i = 0; i < authorization->challenges->len; i++)
    {
      const TbAcmeChallenge *challenge = authorization->challenges->pdata[i];

      if (authorization->status == TB_ACME_PENDING || challenge->status == authorization->status)
        json_array_add_object_element (challenges, describe (ask->server, challenge));
      if (challenge->status == TB_ACME_PROCESSING)
        ask->retry_after_us = ask->server->policy.poll_us;
    }
  json_object_set_string_member (object, "status", tb_acme_status_to_code (authorization->status));
  tb_acme_put_time (object, "expires", authorization->expires_us);
  json_object_set_object_member (object, "identifier", tb_acme_identify (authorization->name));
  json_object_set_array_member (object, "challenges", challenges);
  if (authorization->is_wildcard)
    json_object_set_boolean_member (object, "wildcard", TRUE);
  return tb_acme_respond (200, object);
}

static gboolean
check_owner (TbAcmeAsk *ask, const TbAcmeAuthorization *authorization, GError **error)
{
  if (authorization == NULL)
    tb_acme_fail (error, TB_ACME_PROBLEM_NOT_FOUND, "There is no such authorization");
  else if (authorization->account != ask->account)
    tb_acme_fail (error, TB_ACME_PROBLEM_UNAUTHORIZED, "This is the authorization of another account");
  else
    return TRUE;
  return FALSE;
}

TbHttpResponse *
tb_acme_authorization (TbAcmeAsk *ask, GError **error)
{
  TbAcmeAuthorization *authorization = g_hash_table_lookup (ask->server->authorizations, ask->id);
  const char *status = ask->payload != NULL ? tb_jose_get_text (ask->payload, "status") : NULL;

  if (!check_owner (ask, authorization, error))
    return NULL;
  tb_acme_authorization_look (authorization, ask->now_us);
  if (g_strcmp0 (status, "deactivated") == 0 && (authorization->status == TB_ACME_PENDING || authorization->status == TB_ACME_VALID))
    tb_acme_move (&authorization->status, TB_ACME_DEACTIVATED);
  return respond (ask, authorization);
}

/* --- the client is ready --- */

static gboolean
begin (TbAcmeAsk *ask, TbAcmeChallenge *challenge, GError **error)
{
  g_autofree char *key = g_strconcat (ask->account->id, "/", challenge->authorization->name, NULL);

  if (!tb_acme_check_limit (ask, TB_ACME_LIMIT_FAILURES, key, error))
    return FALSE;
  tb_acme_move (&challenge->status, TB_ACME_PROCESSING);
  g_queue_push_tail (&ask->server->validations, g_strdup (challenge->id));
  return TRUE;
}

TbHttpResponse *
tb_acme_challenge (TbAcmeAsk *ask, GError **error)
{
  TbAcmeChallenge *challenge = g_hash_table_lookup (ask->server->challenges, ask->id);
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *up = NULL, *link = NULL;
  TbHttpResponse *response;

  if (!check_owner (ask, challenge != NULL ? challenge->authorization : NULL, error))
    return NULL;
  tb_acme_authorization_look (challenge->authorization, ask->now_us);
  if (ask->payload != NULL && challenge->status == TB_ACME_PENDING && challenge->authorization->status == TB_ACME_PENDING
      && !begin (ask, challenge, error))
    return NULL;
  if (challenge->status == TB_ACME_PROCESSING)
    ask->retry_after_us = ask->server->policy.poll_us;
  object = describe (ask->server, challenge);
  response = tb_acme_respond (200, object);
  up = tb_acme_url (ask->server, "authorization", challenge->authorization->id);
  link = g_strdup_printf ("<%s>;rel=\"up\"", up);
  tb_http_fields_add (response->fields, "Link", link);
  return response;
}

/* --- validation --- */

static char *
get_where (const TbAcmeChallenge *challenge)
{
  const char *name = challenge->authorization->name;

  if (challenge->kind == TB_ACME_HTTP_01)
    return g_strdup_printf (strchr (name, ':') != NULL ? "http://[%s]/.well-known/acme-challenge/%s" : "http://%s/.well-known/acme-challenge/%s", name,
                            challenge->token);
  if (challenge->kind == TB_ACME_DNS_01)
    return g_strconcat ("_acme-challenge.", name, NULL);
  return tb_acme_name_is_address (name) ? tb_acme_name_to_reverse (name) : g_strdup (name);
}

/**
 * tb_acme_server_take_validation:
 * @server: a server
 *
 * Returns: (transfer full) (nullable): the next thing to be fetched; %NULL when there is none
 */
TbAcmeValidation *
tb_acme_server_take_validation (TbAcmeServer *server)
{
  TbAcmeChallenge *challenge = NULL;
  TbAcmeValidation *validation;

  while (challenge == NULL && !g_queue_is_empty (&server->validations))
    {
      g_autofree char *id = g_queue_pop_head (&server->validations);

      challenge = g_hash_table_lookup (server->challenges, id);
    }
  if (challenge == NULL)
    return NULL;
  validation = g_new0 (TbAcmeValidation, 1);
  validation->id = g_strdup (challenge->id);
  validation->kind = challenge->kind;
  validation->name = g_strdup (challenge->authorization->name);
  validation->token = g_strdup (challenge->token);
  validation->where = get_where (challenge);
  return validation;
}

/**
 * tb_acme_validation_free:
 * @validation: (transfer full): something to be fetched
 *
 * Frees it.
 */
void
tb_acme_validation_free (TbAcmeValidation *validation)
{
  g_free (validation->id);
  g_free (validation->name);
  g_free (validation->where);
  g_free (validation->token);
  g_free (validation);
}

/* RFC 8555 section 8.3: the text, white space at its end does not matter. */
static gboolean
is_text_found (GBytes *content, const char *expected)
{
  gsize n;
  const char *text = g_bytes_get_data (content, &n);

  while (n > 0 && g_ascii_isspace (text[n - 1]))
    n--;
  return n == strlen (expected) && memcmp (text, expected, n) == 0;
}

static gboolean
has_only_name (X509 *x509, const char *name)
{
  GENERAL_NAMES *names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  gboolean is_only = names != NULL && sk_GENERAL_NAME_num (names) == 1;
  g_autofree char *only = is_only ? tb_acme_name_from_general (sk_GENERAL_NAME_value (names, 0)) : NULL;

  GENERAL_NAMES_free (names);
  return g_strcmp0 (only, name) == 0;
}

/* A critical extension that is an OCTET STRING of the digest, and nothing besides. */
static gboolean
has_digest (X509 *x509, GBytes *digest)
{
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  ASN1_OBJECT *oid = OBJ_txt2obj (ACME_IDENTIFIER_OID, 1);
  int at = oid != NULL ? X509_get_ext_by_OBJ (x509, oid, -1) : -1;
  X509_EXTENSION *extension = at >= 0 ? X509_get_ext (x509, at) : NULL;
  const ASN1_OCTET_STRING *value = extension != NULL ? X509_EXTENSION_get_data (extension) : NULL;

  ASN1_OBJECT_free (oid);
  g_byte_array_append (expected, (const guint8[]) { V_ASN1_OCTET_STRING, DIGEST_BYTES }, 2);
  g_byte_array_append (expected, g_bytes_get_data (digest, NULL), (guint) g_bytes_get_size (digest));
  return value != NULL && X509_EXTENSION_get_critical (extension) == 1 && (guint) ASN1_STRING_length (value) == expected->len
         && memcmp (ASN1_STRING_get0_data (value), expected->data, expected->len) == 0;
}

/* RFC 8737 section 3: what the host showed when asked with ALPN acme-tls/1. */
static gboolean
is_certificate_found (TbCrypto *crypto, GBytes *content, const char *name, const char *expected)
{
  g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (crypto, content, NULL);
  g_autoptr (GBytes) digest = tb_base64url_decode (expected, NULL);
  X509 *x509 = certificate != NULL ? tb_certificate_get_x509 (certificate) : NULL;

  return x509 != NULL && X509_NAME_cmp (X509_get_subject_name (x509), X509_get_issuer_name (x509)) == 0 && has_only_name (x509, name)
         && has_digest (x509, digest);
}

static gboolean
is_found (TbAcmeServer *server, const TbAcmeChallenge *challenge, GBytes *content)
{
  g_autofree char *authorized = g_strconcat (challenge->token, ".", challenge->authorization->account->thumbprint, NULL);
  g_autofree char *digest = tb_jose_digest (server->crypto, authorized, NULL);

  switch (challenge->kind)
    {
    case TB_ACME_HTTP_01:
      return is_text_found (content, authorized);
    case TB_ACME_DNS_01:
      return digest != NULL && g_bytes_get_size (content) == strlen (digest) && memcmp (g_bytes_get_data (content, NULL), digest, strlen (digest)) == 0;
    default:
      return digest != NULL && is_certificate_found (server->crypto, content, challenge->authorization->name, digest);
    }
}

static TbAcmeChallenge *
find_processing (TbAcmeServer *server, const char *id)
{
  TbAcmeChallenge *challenge = g_hash_table_lookup (server->challenges, id);

  return challenge != NULL && challenge->status == TB_ACME_PROCESSING ? challenge : NULL;
}

static void
fail_challenge (TbAcmeServer *server, TbAcmeChallenge *challenge, TbAcmeProblem problem, const char *detail, gint64 now_us)
{
  TbAcmeAuthorization *authorization = challenge->authorization;
  g_autofree char *key = g_strconcat (authorization->account->id, "/", authorization->name, NULL);

  tb_acme_fail (&challenge->problem, problem, "%s", detail);
  tb_acme_move (&challenge->status, TB_ACME_INVALID);
  if (authorization->status == TB_ACME_PENDING)
    tb_acme_move (&authorization->status, TB_ACME_INVALID);
  tb_acme_count (server, TB_ACME_LIMIT_FAILURES, key, now_us);
}

/**
 * tb_acme_server_report_found:
 * @server: a server
 * @id: of a validation that was taken
 * @contents: (element-type GBytes): what was found: one body (http-01), any number of TXT values (dns-01), one certificate in DER (tls-alpn-01)
 * @now_us: unix time
 *
 * Finishes a validation: valid when one of @contents is what has to be there.
 *
 * Returns: whether there was such a validation to finish
 */
gboolean
tb_acme_server_report_found (TbAcmeServer *server, const char *id, GPtrArray *contents, gint64 now_us)
{
  TbAcmeChallenge *challenge = find_processing (server, id);
  gboolean is_right = FALSE;

  if (challenge == NULL)
    return FALSE;
  tb_acme_authorization_look (challenge->authorization, now_us);
  for (guint i = 0; !is_right && i < contents->len; i++)
    is_right = is_found (server, challenge, contents->pdata[i]);
  if (is_right && challenge->authorization->status == TB_ACME_PENDING)
    {
      tb_acme_move (&challenge->status, TB_ACME_VALID);
      tb_acme_move (&challenge->authorization->status, TB_ACME_VALID);
      challenge->validated_us = now_us;
    }
  else
    fail_challenge (server, challenge, TB_ACME_PROBLEM_INCORRECT_RESPONSE, "What was found is not what the challenge asks for", now_us);
  return TRUE;
}

/**
 * tb_acme_server_report_problem:
 * @server: a server
 * @id: of a validation that was taken
 * @problem: why nothing could be fetched: connection, DNS or TLS
 * @detail: in words
 * @now_us: unix time
 *
 * Finishes a validation that could not be made.
 *
 * Returns: whether there was such a validation to finish
 */
gboolean
tb_acme_server_report_problem (TbAcmeServer *server, const char *id, TbAcmeProblem problem, const char *detail, gint64 now_us)
{
  TbAcmeChallenge *challenge = find_processing (server, id);

  if (challenge == NULL)
    return FALSE;
  fail_challenge (server, challenge, problem, detail, now_us);
  return TRUE;
}
