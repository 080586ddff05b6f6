/* Enrolment taken apart: real conversations of EST, SCEP and ACME down to the last byte, and rubbish never gets a field out of its place. */
#include <string.h>

#include "acme-fixture.h"
#include "est-fixture.h"
#include "field-fixture.h"
#include "scep-fixture.h"

static const TbField *
find (const TbField *field, const char *path)
{
  const TbField *found = field_find (field, path);

  if (found == NULL)
    g_error ("no field %s in %s", path, field->name);
  return found;
}

static void
assert_value (const TbField *root, const char *path, const char *value)
{
  g_assert_cmpstr (find (root, path)->value, ==, value);
}

/* The field's own characters in the message. */
static char *
dup_text (const TbField *field, GBytes *message)
{
  return g_strndup ((const char *) g_bytes_get_data (message, NULL) + field->offset, field->length);
}

static TbField *
dissect (GBytes *message)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (message, &n_bytes);
  TbField *root = tb_dissect_application (bytes, n_bytes);

  field_assert_good (root, n_bytes);
  g_assert_cmpstr (root->name, ==, "HTTP");
  return root;
}

static TbField *
dissect_request (const TbHttpRequest *request)
{
  g_autoptr (GBytes) message = tb_http_request_write (request, "ca.lab");

  return dissect (message);
}

static TbField *
dissect_response (const TbHttpResponse *response, const char *method)
{
  g_autoptr (GBytes) message = tb_http_response_write (response, method);

  return dissect (message);
}

/* --- EST --- */

#define INFO "CertificationRequest/certificationRequestInfo/"

static void
est_requests_are_read (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  g_autoptr (TbField) root = NULL;

  tb_http_set_basic (request, "lock-17", "geheim");
  root = dissect_request (request);
  g_assert_cmpstr (root->value, ==, "POST /.well-known/est/simpleenroll");
  assert_value (root, "request-line/method", "POST");
  assert_value (root, "request-line/request-target", "/.well-known/est/simpleenroll");
  assert_value (root, "request-line/HTTP-version", "HTTP/1.1");
  g_assert_cmpstr (find (root, "request-line/request-target")->clause, ==, "RFC 7030 section 4.2.1");
  g_assert_cmpstr (root->clause, ==, "RFC 7030 section 4.2.1");
  assert_value (root, "Host", "ca.lab");
  assert_value (root, "Content-Type", "application/pkcs10");
  assert_value (root, "Authorization", "Basic bG9jay0xNzpnZWhlaW0=");
  assert_value (root, "CertificationRequest", "CN=lock-17");
  assert_value (root, INFO "version", "0");
  assert_value (root, INFO "subject", "CN=lock-17");
  assert_value (root, INFO "subjectPKInfo", "EC, prime256v1");
  assert_value (root, "CertificationRequest/signatureAlgorithm", "ecdsa-with-SHA256");
  g_assert_nonnull (find (root, "CertificationRequest/signature"));
}

/* A field of what is inside is lit at the characters that stand for it: up to the end of the name they decode to bytes that end with it. */
static void
fields_lie_at_their_characters (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  g_autoptr (GBytes) message = tb_http_request_write (request, "ca.lab");
  g_autoptr (TbField) root = dissect (message);
  const TbField *body = find (root, "CertificationRequest"), *subject = find (root, INFO "subject"), *key = find (root, INFO "subjectPKInfo");
  g_autofree char *text = dup_text (body, message);
  gsize n_bytes = 0, n_subject;
  g_autofree guchar *bytes = NULL;

  g_strcanon (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=", '\n');
  bytes = g_base64_decode (text, &n_bytes);
  g_assert_cmpmem (bytes, n_bytes, g_bytes_get_data (csr, NULL), g_bytes_get_size (csr));
  g_assert_cmpuint (body->offset + body->length, ==, g_bytes_get_size (message));
  text[subject->offset + subject->length - body->offset] = '\0';
  g_assert_null (strchr (text, '\n'));
  n_subject = strlen (text) * 3 / 4;
  g_assert_cmpmem (bytes + n_subject - 7, 7, "lock-17", 7);
  g_assert_cmphex (bytes[n_subject], ==, 0x30);
  g_assert_cmpuint (key->offset, ==, subject->offset + subject->length);
}

static void
est_answers_are_read (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SIMPLE_ENROLL, csr, tb_identity_get_certificate (fixture->factory));
  g_autoptr (TbField) root = dissect_response (response, "POST");
  const TbField *certificates = find (root, "PKCS7/ContentInfo/SignedData/certificates");

  g_assert_cmpstr (root->value, ==, "200 OK");
  assert_value (root, "status-line/status-code", "200");
  assert_value (root, "status-line/reason-phrase", "OK");
  assert_value (root, "PKCS7/ContentInfo/contentType", "pkcs7-signedData (1.2.840.113549.1.7.2)");
  assert_value (root, "PKCS7/ContentInfo/SignedData/signerInfos", "0");
  g_assert_cmpstr (find (certificates, "Certificate")->value, ==, "CN=lock-17");
  assert_value (certificates, "Certificate/tbsCertificate/subject", "CN=lock-17");
}

static void
authorities_are_read (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (TbHttpResponse) response = est_get (fixture, TB_EST_CACERTS);
  g_autoptr (TbField) root = dissect_response (response, "GET");
  const TbField *certificates = find (root, "PKCS7/ContentInfo/SignedData/certificates");

  g_assert_cmpstr (certificates->value, ==, "2");
  g_assert_cmpuint (certificates->children->len, ==, 3);
}

static void
wishes_are_read (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (TbHttpResponse) response = est_get (fixture, TB_EST_CSRATTRS);
  g_autoptr (TbField) root = response->status == 200 ? dissect_response (response, "GET") : NULL;

  g_assert_nonnull (root);
  g_assert_nonnull (find (root, "CSRAttributes/CsrAttrs"));
}

static void
made_keys_are_read (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SERVER_KEYGEN, csr, tb_identity_get_certificate (fixture->factory));
  g_autoptr (TbField) root = dissect_response (response, "POST");
  const TbField *body = find (root, "Parts");

  g_assert_cmpstr (find (body, "part/PrivateKeyInfo/privateKeyAlgorithm")->value, ==, "id-ecPublicKey");
  g_assert_nonnull (find (body, "delimiter"));
}

/* --- SCEP --- */

#define SIGNED "pkiMessage/ContentInfo/SignedData/"
#define ATTRIBUTES SIGNED "signerInfos/SignerInfo/signedAttrs/"

static void
assert_is_encrypted (const TbField *root)
{
  const TbField *inside = find (root, SIGNED "encapContentInfo/content/eContent/ContentInfo/EnvelopedData");

  assert_value (inside, "recipientInfos/KeyTransRecipientInfo/keyEncryptionAlgorithm", "rsaEncryption");
  g_assert_true (g_str_has_prefix (find (inside, "encryptedContentInfo/contentEncryptionAlgorithm")->value, "AES-"));
  g_assert_cmpuint (find (inside, "encryptedContentInfo/encryptedContent")->length, >, 100);
}

static TbField *
dissect_pki_message (GBytes *message)
{
  g_autoptr (TbHttpResponse) response = tb_http_response_new (200, "application/x-pki-message", message);

  return dissect_response (response, "POST");
}

static void
scep_is_read (ScepFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (fixture, "camera-07", SECRET);
  g_autoptr (GBytes) message = scep_ask (fixture, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (GBytes) reply = scep_answer (fixture, message);
  g_autoptr (TbHttpRequest) request = tb_scep_request_operation ("/scep", message, TRUE);
  g_autoptr (TbField) asked = dissect_request (request);
  g_autoptr (TbField) answered = dissect_pki_message (reply);

  g_assert_cmpstr (find (asked, "request-line/request-target")->clause, ==, "RFC 8894 section 4.1");
  assert_value (asked, ATTRIBUTES "messageType", "PKCSReq (19)");
  assert_value (answered, ATTRIBUTES "messageType", "CertRep (3)");
  assert_value (answered, ATTRIBUTES "pkiStatus", "SUCCESS (0)");
  g_assert_cmpstr (find (asked, ATTRIBUTES "transactionID")->value, ==, find (answered, ATTRIBUTES "transactionID")->value);
  g_assert_cmpstr (find (asked, ATTRIBUTES "senderNonce")->value, ==, find (answered, ATTRIBUTES "recipientNonce")->value);
  assert_value (asked, SIGNED "certificates/Certificate", "CN=camera-07");
  assert_is_encrypted (asked);
  assert_is_encrypted (answered);
}

static void
capabilities_are_read (ScepFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("AES\nPOSTPKIOperation\r\nRenewal", 29);
  g_autoptr (TbHttpResponse) response = tb_http_response_new (200, "text/plain", body);
  g_autoptr (TbField) root = dissect_response (response, "GET");

  assert_value (root, "content", "AES, POSTPKIOperation, Renewal");
  assert_value (root, "content/line", "AES");
}

static void
scep_refusals_are_read (ScepFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (fixture, "camera-07", "wrong");
  g_autoptr (GBytes) message = scep_ask (fixture, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (GBytes) reply = scep_answer (fixture, message);
  g_autoptr (TbField) answered = dissect_pki_message (reply);

  assert_value (answered, ATTRIBUTES "pkiStatus", "FAILURE (2)");
  assert_value (answered, ATTRIBUTES "failInfo", "badRequest (2)");
}

/* What is encrypted in SCEP, a PKCS #10 with names and a password, once it is out of its envelope. */
static void
attributes_of_requests_are_read (ScepFixture *fixture, gconstpointer unused)
{
  static const char *const wanted[] = { "camera-07", NULL };
  g_autoptr (GBytes) csr = tb_scep_request_make (fixture->key, "camera-07", wanted, SECRET, &fixture->stream, NULL);
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (csr, &n_bytes);
  g_autoptr (TbField) root = tb_dissect_request (bytes, n_bytes);
  const TbField *attributes = find (root, "certificationRequestInfo/attributes");

  field_assert_good (root, n_bytes);
  assert_value (attributes, "challengePassword", SECRET);
  assert_value (attributes, "extensionRequest/attrValues/subjectAltName", "DNS:camera-07");
  assert_value (root, "certificationRequestInfo/subjectPKInfo", "RSA, 2048 bits");
}

/* --- ACME --- */

static const char *const names[] = { "a.house.lab", NULL };

/* Every message of a conversation, taken apart. */
static GPtrArray *
hold_conversation (AcmeFixture *fixture)
{
  g_autoptr (GBytes) csr = acme_csr (fixture->device_key, NULL, "DNS:a.house.lab");
  TbStream stream = pki_stream ("client-signs");
  TbAcmeClientTerms terms = { .directory_url = BASE "/directory", .account_key = fixture->key, .names = names, .csr = csr, .challenge = TB_ACME_HTTP_01 };
  g_autoptr (TbAcmeClient) client = tb_acme_client_new (&terms, &stream);
  GPtrArray *trees = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_field_free);
  g_autoptr (TbHttpResponse) last = NULL;
  TbAcmeStep step;

  while ((step = tb_acme_client_next (client, last, fixture->now_us, NULL)) != TB_ACME_STEP_DONE)
    {
      g_assert_cmpint (step, !=, TB_ACME_STEP_FAILED);
      g_clear_pointer (&last, tb_http_response_free);
      if (step == TB_ACME_STEP_SEND)
        {
          const TbHttpRequest *request = tb_acme_client_get_request (client);

          last = tb_acme_server_handle (fixture->server, request, NULL, fixture->now_us);
          g_ptr_array_add (trees, dissect_request (request));
          g_ptr_array_add (trees, dissect_response (last, request->method));
        }
      else if (step == TB_ACME_STEP_PROVE)
        {
          const TbAcmeProof *proof = tb_acme_client_get_proof (client);

          g_hash_table_insert (fixture->world, g_strdup_printf ("http://%s/.well-known/acme-challenge/%s", proof->name, proof->token),
                               g_bytes_new (proof->text, strlen (proof->text)));
        }
      else
        {
          fixture->now_us = tb_acme_client_get_wait_until_us (client);
          acme_validate (fixture);
        }
    }
  return trees;
}

/* The first message that is asked for there. */
static const TbField *
find_request (GPtrArray *trees, const char *target)
{
  for (guint i = 0; i < trees->len; i += 2)
    if (strstr (((const TbField *) trees->pdata[i])->value, target) != NULL)
      return trees->pdata[i];
  g_error ("nobody asks for %s", target);
}

static const TbField *
answer_to (GPtrArray *trees, const TbField *request)
{
  guint i;

  g_assert_true (g_ptr_array_find (trees, request, &i));
  return trees->pdata[i + 1];
}

static void
acme_is_read (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) trees = hold_conversation (fixture);
  const TbField *directory = answer_to (trees, find_request (trees, "/directory"));
  const TbField *account = find_request (trees, "/new-account"), *order = find_request (trees, "/new-order");
  const TbField *finalize = find_request (trees, "/finalize");

  g_assert_cmpuint (trees->len, >, 14);
  assert_value (directory, "JSON/newOrder", BASE "/new-order");
  assert_value (account, "JWS/protected/alg", "ES256");
  assert_value (account, "JWS/protected/jwk/kty", "EC");
  assert_value (account, "JWS/payload/termsOfServiceAgreed", "true");
  assert_value (order, "JWS/protected/url", BASE "/new-order");
  assert_value (order, "JWS/payload/identifiers/item/value", "a.house.lab");
  g_assert_null (field_find (order, "JWS/protected/jwk"));
  g_assert_nonnull (find (order, "JWS/protected/kid"));
  assert_value (answer_to (trees, order), "JSON/status", "pending");
  assert_value (answer_to (trees, order), "JSON", "pending");
  g_assert_nonnull (find (answer_to (trees, order), "Replay-Nonce"));
  assert_value (finalize, "JWS/payload/csr/certificationRequestInfo/attributes/extensionRequest/attrValues/subjectAltName", "DNS:a.house.lab");
}

static void
acme_certificates_are_read (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) trees = hold_conversation (fixture);
  const TbField *last = trees->pdata[trees->len - 1], *asked = trees->pdata[trees->len - 2];

  assert_value (asked, "JWS/payload", "");
  assert_value (last, "Content-Type", "application/pem-certificate-chain");
  assert_value (last, "Chain/Certificate/tbsCertificate/extensions/subjectAltName", "DNS:a.house.lab");
  assert_value (last, "Chain/boundary", "-----BEGIN CERTIFICATE-----");
}

static void
problems_are_read (AcmeFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (TbHttpResponse) response = acme_send (fixture, "POST", BASE "/new-order", "application/jose+json", body);
  g_autoptr (TbField) root = dissect_response (response, "POST");

  assert_value (root, "Problem/type", "urn:ietf:params:acme:error:malformed");
  assert_value (root, "Problem/status", "400");
}

/* --- rubbish --- */

static void
dissect_anything (const guint8 *bytes, gsize n_bytes)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, n_bytes);         /* so that reading past its end shows */
  g_autoptr (TbField) root = tb_dissect_http (copy, n_bytes);
  g_autoptr (TbField) guessed = tb_dissect_application (copy, n_bytes);

  field_assert_covers (root, n_bytes);
  field_assert_covers (guessed, n_bytes);
}

static void
truncate_and_mutate (GBytes *message, TbStream *stream)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (message, &n_bytes);

  for (gsize n = 0; n < n_bytes; n += n < 300 ? 1 : 13)
    dissect_anything (bytes, n);
  for (guint i = 0; i < 400; i++)
    {
      g_autofree guint8 *changed = g_memdup2 (bytes, n_bytes);

      for (guint k = 0; k < 1 + i % 4; k++)
        changed[tb_stream_below (stream, n_bytes)] ^= 1 + tb_stream_below (stream, 255);
      dissect_anything (changed, n_bytes);
    }
}

static void
broken_est_is_survived (EstFixture *fixture, gconstpointer label)
{
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_ENROLL, NULL, csr);
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SERVER_KEYGEN, csr, tb_identity_get_certificate (fixture->factory));
  g_autoptr (GBytes) asked = tb_http_request_write (request, "ca.lab");
  g_autoptr (GBytes) answered = tb_http_response_write (response, "POST");
  TbStream stream = pki_stream ("mutations");

  truncate_and_mutate (asked, &stream);
  truncate_and_mutate (answered, &stream);
}

static void
broken_scep_is_survived (ScepFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbScepClient) client = scep_client (fixture, "camera-07", SECRET);
  g_autoptr (GBytes) message = scep_ask (fixture, client, TB_SCEP_PKCS_REQ, NULL);
  g_autoptr (TbHttpRequest) request = tb_scep_request_operation ("/scep", message, TRUE);
  g_autoptr (GBytes) asked = tb_http_request_write (request, "ca.lab");
  TbStream stream = pki_stream ("mutations");

  truncate_and_mutate (asked, &stream);
}

static GBytes *
json_message (const char *body)
{
  char *text = g_strdup_printf ("POST /acme/new-order HTTP/1.1\r\nContent-Type: application/jose+json\r\n\r\n%s", body);

  return g_bytes_new_take (text, strlen (text));
}

static void
broken_acme_is_survived (AcmeFixture *fixture, gconstpointer data)
{
  g_autofree char *payload = tb_base64url_encode ("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a\"}],\"x\":[1,{},[]]}", 58);
  g_autofree char *jws = g_strdup_printf ("{ \"protected\" : \"%s\", \"payload\":\"%s\",\n \"signature\":\"AAAA\" }\n", payload, payload);
  g_autoptr (GBytes) message = json_message (jws);
  g_autoptr (TbField) root = dissect (message);
  TbStream stream = pki_stream ("mutations");

  assert_value (root, "JWS/payload/identifiers/item/value", "a");
  truncate_and_mutate (message, &stream);
}

static void
hostile_shapes_are_survived (void)
{
  static const char *const bodies[] = { "", "{", "{}", "{ }", "[]", "{\"a\":", "{\"a\"", "{\"a\":1,}", "{\"payload\":\"*\"}", "{\"payload\":\"e30\"}",
                                        "{\"payload\":\"e\"}", "{'a':1}", "{\"a\":1}}}", "{\"a\":\"\\\"}", "{\"a\":[1,2,{\"b\":[]}]} \n", "/*}*/{\"a\":1}" };
  g_autofree char *deep = g_strnfill (20000, '[');
  g_autofree char *nested = g_strnfill (4096, '\0');

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) message = json_message (bodies[i]);

      dissect_anything (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *body = i == 0 ? g_strconcat ("{\"a\":", deep, NULL) : g_strdup (deep);
      g_autoptr (GBytes) message = json_message (body);

      dissect_anything (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
    }
  dissect_anything ((const guint8 *) nested, 4096);
  dissect_anything ((const guint8 *) "HTTP/1.1", 8);
  dissect_anything ((const guint8 *) "HTTP/1.1 \r\n\r\n", 13);
}

#define ADD(name, Fixture, prefix, function) \
  g_test_add ("/tls/dissect-enrol/" name, Fixture, NULL, prefix ## _set_up, function, prefix ## _tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("est/request", EstFixture, est_fixture, est_requests_are_read);
  ADD ("est/characters", EstFixture, est_fixture, fields_lie_at_their_characters);
  ADD ("est/answer", EstFixture, est_fixture, est_answers_are_read);
  ADD ("est/authorities", EstFixture, est_fixture, authorities_are_read);
  ADD ("est/wishes", EstFixture, est_fixture, wishes_are_read);
  ADD ("est/made-keys", EstFixture, est_fixture, made_keys_are_read);
  ADD ("est/broken", EstFixture, est_fixture, broken_est_is_survived);
  ADD ("scep/exchange", ScepFixture, scep, scep_is_read);
  ADD ("scep/capabilities", ScepFixture, scep, capabilities_are_read);
  ADD ("scep/refusal", ScepFixture, scep, scep_refusals_are_read);
  ADD ("scep/attributes", ScepFixture, scep, attributes_of_requests_are_read);
  ADD ("scep/broken", ScepFixture, scep, broken_scep_is_survived);
  ADD ("acme/conversation", AcmeFixture, acme, acme_is_read);
  ADD ("acme/certificates", AcmeFixture, acme, acme_certificates_are_read);
  ADD ("acme/problem", AcmeFixture, acme, problems_are_read);
  ADD ("acme/broken", AcmeFixture, acme, broken_acme_is_survived);
  g_test_add_func ("/tls/dissect-enrol/hostile-shapes", hostile_shapes_are_survived);
  return g_test_run ();
}
