/* acme-fixture: see the header. */
#include "acme-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-acme-name.h"
#include "tb-pem.h"

/* --- the server --- */

static TbCertificate *
issue (const TbAcmeAsked *asked, GPtrArray *chain, gpointer data, GError **error)
{
  AcmeFixture *fixture = data;

  if (fixture->issue_error != NULL)
    {
      g_propagate_error (error, g_error_copy (fixture->issue_error));
      return NULL;
    }
  fixture->n_issued++;
  return tb_acme_issue_from (fixture->pki.issuing, asked, TB_PROFILE_SERVICE, &fixture->stream, chain, error);
}

static gboolean
admits (const char *name, gpointer data)
{
  return !g_str_has_suffix (name, ".forbidden");
}

static gboolean
note_revoked (TbCertificate *certificate, int reason, gint64 now_us, gpointer data, GError **error)
{
  ((AcmeFixture *) data)->n_revoked++;
  return TRUE;
}

static gboolean
is_revoked (TbCertificate *certificate, gpointer data)
{
  return ((AcmeFixture *) data)->is_revoked_elsewhere;
}

void
acme_restart (AcmeFixture *fixture)
{
  static const TbAcmeCalls calls = { issue, admits, note_revoked, is_revoked };
  g_autofree char *name = g_strdup_printf ("acme-server-%u", fixture->n_restarts++);
  TbStream stream = pki_stream (name);

  g_clear_pointer (&fixture->server, tb_acme_server_free);
  fixture->server = tb_acme_server_new (fixture->pki.crypto, &fixture->policy, &calls, fixture, &stream);
  tb_acme_server_set_keeper (fixture->server, &fixture->keeper, fixture->keeper_data);
}

void
acme_set_up (AcmeFixture *fixture, gconstpointer data)
{
  pki_fixture_set_up (&fixture->pki, GUINT_TO_POINTER (TB_KEY_P256));
  tb_acme_policy_init (&fixture->policy, BASE);
  fixture->stream = pki_stream ("acme");
  fixture->now_us = START_US + 500;
  fixture->world = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  fixture->key = acme_key ("account", TB_KEY_P256);
  fixture->other_key = acme_key ("other", TB_KEY_P256);
  fixture->device_key = acme_key ("device", TB_KEY_P256);
  acme_restart (fixture);
  fixture->kid = acme_account (fixture, fixture->key);
  fixture->other_kid = acme_account (fixture, fixture->other_key);
}

void
acme_tear_down (AcmeFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->server, tb_acme_server_free);
  g_hash_table_unref (fixture->world);
  tb_key_unref (fixture->key);
  tb_key_unref (fixture->other_key);
  tb_key_unref (fixture->device_key);
  g_free (fixture->kid);
  g_free (fixture->other_kid);
  g_clear_error (&fixture->issue_error);
  pki_fixture_tear_down (&fixture->pki, NULL);
}

/* --- requests by hand --- */

TbHttpResponse *
acme_send (AcmeFixture *fixture, const char *method, const char *url, const char *media_type, GBytes *body)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_new (method, url + strlen ("https://acme.lab"), media_type, body);

  return tb_acme_server_handle (fixture->server, request, NULL, fixture->now_us);
}

char *
acme_nonce (AcmeFixture *fixture)
{
  g_autoptr (TbHttpResponse) response = acme_send (fixture, "HEAD", BASE "/new-nonce", NULL, NULL);

  return g_strdup (tb_http_fields_get (response->fields, "Replay-Nonce"));
}

TbHttpResponse *
acme_post_jws (AcmeFixture *fixture, const char *url, JsonObject *jws)
{
  char *text = tb_jose_print (jws);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  return acme_send (fixture, "POST", url, "application/jose+json", body);
}

TbHttpResponse *
acme_post_url (AcmeFixture *fixture, const char *url, const char *kid, TbKey *key, const char *payload)
{
  g_autofree char *nonce = acme_nonce (fixture);
  TbJwsTerms terms = { url, nonce, kid };
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (JsonObject) jws = tb_jws_sign (&terms, bytes, key, &fixture->stream, NULL);

  return acme_post_jws (fixture, url, jws);
}

TbHttpResponse *
acme_post (AcmeFixture *fixture, const char *route, const char *kid, TbKey *key, const char *payload)
{
  g_autofree char *url = g_strconcat (BASE "/", route, NULL);

  return acme_post_url (fixture, url, kid, key, payload);
}

JsonObject *
acme_body (const TbHttpResponse *response)
{
  JsonObject *object = tb_jose_parse (response->body, NULL);

  g_assert_nonnull (object);
  return object;
}

void
acme_assert_status (const TbHttpResponse *response, guint status)
{
  if (response->status != status)
    g_test_message ("%.*s", (int) g_bytes_get_size (response->body), (const char *) g_bytes_get_data (response->body, NULL));
  g_assert_cmpuint (response->status, ==, status);
}

/* Takes the response. */
void
acme_assert_problem (TbHttpResponse *response, guint status, const char *type)
{
  g_autoptr (TbHttpResponse) owned = response;
  g_autofree char *whole = g_strconcat ("urn:ietf:params:acme:error:", type, NULL), *said = NULL, *detail = NULL;

  acme_assert_status (owned, status);
  g_assert_true (tb_acme_problem_read (owned, &said, &detail));
  g_assert_cmpstr (said, ==, whole);
  g_assert_cmpstr (detail, !=, "");
}

TbKey *
acme_key (const char *name, TbKeyAlgorithm algorithm)
{
  TbStream stream = pki_stream (name);

  return tb_key_generate (pki_get_seeded (), algorithm, &stream, NULL);
}

char *
acme_account (AcmeFixture *fixture, TbKey *key)
{
  g_autoptr (TbHttpResponse) response = acme_post (fixture, "new-account", NULL, key, "{\"termsOfServiceAgreed\":true}");

  acme_assert_status (response, 201);
  return g_strdup (tb_http_fields_get (response->fields, "Location"));
}

static X509_REQ *
begin_csr (TbKey *key, const char *common_name, const char *names)
{
  X509_REQ *x509 = X509_REQ_new_ex (tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();

  g_assert_cmpint (X509_REQ_set_pubkey (x509, tb_key_get_pkey (key)), ==, 1);
  if (common_name != NULL)
    g_assert_cmpint (X509_NAME_add_entry_by_NID (X509_REQ_get_subject_name (x509), NID_commonName, MBSTRING_UTF8, (const guint8 *) common_name, -1, -1, 0), ==, 1);
  if (names != NULL)
    {
      sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, names));
      g_assert_cmpint (X509_REQ_add_extensions (x509, extensions), ==, 1);
    }
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  return x509;
}

/* @names is OpenSSL's text, such as "DNS:a.lab,DNS:b.lab". */
GBytes *
acme_csr (TbKey *key, const char *common_name, const char *names)
{
  g_autoptr (X509_REQ) x509 = begin_csr (key, common_name, names);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  TbStream stream = pki_stream ("csr");
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (EVP_DigestSignInit_ex (context, NULL, "SHA2-256", tb_crypto_get_libctx (pki_get_seeded ()), NULL, tb_key_get_pkey (key), NULL), ==, 1);
  g_assert_cmpint (X509_REQ_sign_ctx (x509, context), >, 0);
  tb_job_leave (&job);
  n = i2d_X509_REQ (x509, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

/* --- the world --- */

void
acme_validate (AcmeFixture *fixture)
{
  for (TbAcmeValidation *taken; (taken = tb_acme_server_take_validation (fixture->server)) != NULL;)
    {
      g_autoptr (TbAcmeValidation) validation = taken;
      g_autoptr (GPtrArray) found = g_ptr_array_new ();
      GBytes *there = g_hash_table_lookup (fixture->world, validation->where);

      if (there != NULL)
        {
          g_ptr_array_add (found, there);
          g_assert_true (tb_acme_server_report_found (fixture->server, validation->id, found, fixture->now_us));
        }
      else
        g_assert_true (tb_acme_server_report_problem (fixture->server, validation->id, TB_ACME_PROBLEM_CONNECTION, "Nobody there", fixture->now_us));
    }
}

/* RFC 8737 section 3. */
static GBytes *
make_alpn_certificate (AcmeFixture *fixture, const TbAcmeProof *proof)
{
  g_autoptr (GBytes) digest = tb_base64url_decode (proof->text, NULL);
  g_autofree char *names = g_strconcat (tb_acme_name_is_address (proof->name) ? "IP:" : "DNS:", proof->name, NULL);
  g_autoptr (X509) x509 = X509_new_ex (tb_crypto_get_libctx (fixture->pki.crypto), NULL);
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new ();
  ASN1_OBJECT *oid = OBJ_txt2obj ("1.3.6.1.5.5.7.1.31", 1);
  guint8 wrapped[34] = { 4, 32 };
  X509_EXTENSION *san = X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, names), *identifier;
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  memcpy (wrapped + 2, g_bytes_get_data (digest, NULL), 32);
  ASN1_OCTET_STRING_set (value, wrapped, sizeof wrapped);
  identifier = X509_EXTENSION_create_by_OBJ (NULL, oid, 1, value);
  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), 1);
  ASN1_TIME_set (X509_getm_notBefore (x509), START_US / G_USEC_PER_SEC);
  ASN1_TIME_set (X509_getm_notAfter (x509), START_US / G_USEC_PER_SEC + 86400);
  X509_set_pubkey (x509, tb_key_get_pkey (fixture->device_key));
  X509_add_ext (x509, san, -1);
  X509_add_ext (x509, identifier, -1);
  X509_EXTENSION_free (san);
  X509_EXTENSION_free (identifier);
  ASN1_OCTET_STRING_free (value);
  ASN1_OBJECT_free (oid);
  tb_job_enter (&job, &fixture->stream, START_US);
  {
    g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

    g_assert_cmpint (EVP_DigestSignInit_ex (context, NULL, "SHA2-256", tb_crypto_get_libctx (fixture->pki.crypto), NULL, tb_key_get_pkey (fixture->device_key), NULL), ==, 1);
    g_assert_cmpint (X509_sign_ctx (x509, context), >, 0);
  }
  tb_job_leave (&job);
  n = i2d_X509 (x509, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

static void
publish (AcmeFixture *fixture, const TbAcmeProof *proof)
{
  gboolean is_address = tb_acme_name_is_address (proof->name);

  if (proof->kind == TB_ACME_TLS_ALPN_01)
    g_hash_table_insert (fixture->world, is_address ? tb_acme_name_to_reverse (proof->name) : g_strdup (proof->name), make_alpn_certificate (fixture, proof));
  else if (proof->kind == TB_ACME_DNS_01)
    g_hash_table_insert (fixture->world, g_strconcat ("_acme-challenge.", proof->name, NULL), g_bytes_new (proof->text, strlen (proof->text)));
  else
    g_hash_table_insert (fixture->world, g_strdup_printf (strchr (proof->name, ':') ? "http://[%s]/.well-known/acme-challenge/%s" : "http://%s/.well-known/acme-challenge/%s", proof->name, proof->token),
                         g_bytes_new (proof->text, strlen (proof->text)));
}

static TbHttpResponse *
tell (AcmeFixture *fixture, const TbHttpRequest *request)
{
  TbHttpResponse *response = tb_acme_server_handle (fixture->server, request, NULL, fixture->now_us);

  if (fixture->type_instead != NULL && tb_http_media_type_is (tb_http_fields_get (response->fields, "Content-Type"), "application/pem-certificate-chain"))
    tb_http_fields_set (response->fields, "Content-Type", fixture->type_instead);
  return response;
}

/* Runs a client to its end; the server validates whenever the client waits. */
TbAcmeStep
acme_drive (AcmeFixture *fixture, TbAcmeClient *client, gboolean publishes, GError **error)
{
  g_autoptr (TbHttpResponse) last = NULL;

  for (guint i = 0; i < 200; i++)
    {
      TbAcmeStep step = tb_acme_client_next (client, last, fixture->now_us, error);

      g_clear_pointer (&last, tb_http_response_free);
      if (step == TB_ACME_STEP_DONE || step == TB_ACME_STEP_FAILED)
        return step;
      if (step == TB_ACME_STEP_SEND)
        last = tell (fixture, tb_acme_client_get_request (client));
      else if (step == TB_ACME_STEP_PROVE && publishes)
        publish (fixture, tb_acme_client_get_proof (client));
      else if (step == TB_ACME_STEP_WAIT)
        {
          g_assert_cmpint (tb_acme_client_get_wait_until_us (client), >, fixture->now_us);
          fixture->now_us = tb_acme_client_get_wait_until_us (client);
          acme_validate (fixture);
        }
    }
  g_assert_not_reached ();
}

/* --- orders by hand --- */

/* The order's address; the order itself when asked for. */
char *
acme_order (AcmeFixture *fixture, const char *name, JsonObject **order)
{
  const char *type = tb_acme_name_is_address (name) ? "ip" : "dns";
  g_autofree char *payload = g_strdup_printf ("{\"identifiers\":[{\"type\":\"%s\",\"value\":\"%s\"}]}", type, name);
  g_autoptr (TbHttpResponse) response = acme_post (fixture, "new-order", fixture->kid, fixture->key, payload);

  acme_assert_status (response, 201);
  if (order != NULL)
    *order = acme_body (response);
  return g_strdup (tb_http_fields_get (response->fields, "Location"));
}

static void
prove (AcmeFixture *fixture, const char *authorization_url)
{
  g_autoptr (TbHttpResponse) seen = acme_post_url (fixture, authorization_url, fixture->kid, fixture->key, "");
  g_autoptr (JsonObject) authorization = acme_body (seen);
  JsonObject *challenge = json_array_get_object_element (json_object_get_array_member (authorization, "challenges"), 0);
  g_autofree char *thumbprint = tb_jwk_thumbprint (fixture->pki.crypto, tb_key_get_pkey (fixture->key), NULL);
  g_autofree char *text = g_strconcat (tb_jose_get_text (challenge, "token"), ".", thumbprint, NULL);
  TbAcmeProof proof = { TB_ACME_HTTP_01, (char *) tb_jose_get_text (json_object_get_object_member (authorization, "identifier"), "value"),
                        (char *) tb_jose_get_text (challenge, "token"), text };
  g_autoptr (TbHttpResponse) begun = NULL;

  publish (fixture, &proof);
  begun = acme_post_url (fixture, tb_jose_get_text (challenge, "url"), fixture->kid, fixture->key, "{}");
  acme_assert_status (begun, 200);
  acme_validate (fixture);
}

/* Returns where a ready order is to be finalized. */
char *
acme_ready (AcmeFixture *fixture, const char *name)
{
  g_autoptr (JsonObject) order = NULL;

  g_free (acme_order (fixture, name, &order));
  prove (fixture, json_array_get_string_element (json_object_get_array_member (order, "authorizations"), 0));
  return g_strdup (tb_jose_get_text (order, "finalize"));
}

/* Returns where the certificate is. */
char *
acme_issue (AcmeFixture *fixture, const char *name)
{
  g_autofree char *finalize = acme_ready (fixture, name), *names = g_strconcat (tb_acme_name_is_address (name) ? "IP:" : "DNS:", name, NULL), *payload = NULL, *text = NULL;
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, names);
  g_autoptr (TbHttpResponse) response = NULL;
  g_autoptr (JsonObject) order = NULL;

  text = tb_base64url_encode_bytes (csr);
  payload = g_strdup_printf ("{\"csr\":\"%s\"}", text);
  response = acme_post_url (fixture, finalize, fixture->kid, fixture->key, payload);
  acme_assert_status (response, 200);
  order = acme_body (response);
  g_assert_cmpstr (tb_jose_get_text (order, "status"), ==, "valid");
  return g_strdup (tb_jose_get_text (order, "certificate"));
}

TbCertificate *
acme_get_certificate (AcmeFixture *fixture, const char *url)
{
  static const char *const labels[] = { "CERTIFICATE", NULL };
  g_autoptr (TbHttpResponse) response = acme_post_url (fixture, url, fixture->kid, fixture->key, "");
  g_autoptr (GPtrArray) blocks = NULL;
  TbCertificate *certificate;

  acme_assert_status (response, 200);
  blocks = tb_pem_read_blocks (response->body, "chain", labels, NULL);
  g_assert_nonnull (blocks);
  g_assert_cmpuint (blocks->len, ==, 2);
  certificate = tb_certificate_new_from_der (fixture->pki.crypto, ((TbPemBlock *) blocks->pdata[0])->data, NULL);
  g_assert_nonnull (certificate);
  return certificate;
}
