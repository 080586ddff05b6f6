/* Fuzzes what enrolment reads besides EST: messages and bundles of SCEP (PKCS #7), certification requests (PKCS #10), signed objects of ACME (JWS), vouchers and
 * requests for them. The first byte says which. */
#include "fuzz.h"

#include <string.h>

#include <openssl/err.h>

#include "driver-fixture.h"
#include "tb-enrol-cms.h"
#include "tb-jose.h"
#include "tb-request.h"
#include "tb-scep-client.h"
#include "tb-scep-content.h"
#include "tb-voucher.h"

typedef struct
{
  DriverFixture driver;
  TbIdentity *device;           /* its maker is the same authority, for once */
  TbIdentity *signer;
  GPtrArray *makers;
} Fixture;

static TbIdentity *
issue (DriverFixture *driver, TbCertificateProfile profile, const char *name)
{
  TbIssueTerms terms = pki_terms (profile);
  TbStream stream = pki_stream (name);

  return tb_authority_issue_identity (driver->pki.issuing, TB_KEY_P256, name, NULL, &terms, &stream, NULL);
}

static Fixture *
get_fixture (void)
{
  static Fixture *fixture;

  if (fixture != NULL)
    return fixture;
  fixture = g_new0 (Fixture, 1);
  driver_set_up (&fixture->driver, NULL);
  fixture->device = issue (&fixture->driver, TB_PROFILE_DEVICE, "0001");
  fixture->signer = issue (&fixture->driver, TB_PROFILE_CODE_SIGNING, "masa");
  fixture->makers = g_ptr_array_new ();
  g_ptr_array_add (fixture->makers, tb_authority_get_root (fixture->driver.pki.issuing));
  return fixture;
}

/* --- what hears --- */

static void
hear_scep (Fixture *f, GBytes *bytes)
{
  g_autoptr (TbScepMessage) message = tb_scep_message_read (f->driver.pki.crypto, bytes, NULL);
  TbStream stream = pki_stream ("decrypt");
  g_autoptr (GBytes) content = NULL;
  TbScepFailInfo problem;

  if (message == NULL || message->problem != TB_SCEP_NO_FAILURE)
    return;
  if (message->signer == NULL || message->transaction_id == NULL)
    g_error ("a good message of nobody's");
  if (message->envelope != NULL)
    content = tb_scep_decrypt (message->envelope, tb_identity_get_key (f->driver.ra), tb_identity_get_certificate (f->driver.ra), &stream, NULL, &problem);
}

static void
hear_bundle (Fixture *f, GBytes *bytes)
{
  g_autoptr (GPtrArray) certificates = NULL, crls = NULL;

  if (tb_scep_bundle_read (f->driver.pki.crypto, bytes, &certificates, &crls) && (certificates == NULL || crls == NULL))
    g_error ("a bundle without a list");
}

static void
hear_request (Fixture *f, GBytes *bytes)
{
  g_auto (TbRequest) request = { 0 };
  g_autofree char *password = NULL;
  g_autoptr (GBytes) nonce = g_bytes_new ("now", 3);
  TbAttestationReason reason;

  if (tb_request_read (&request, f->driver.pki.crypto, bytes, NULL))
    tb_scep_request_get_password (request.x509, &password);
  tb_attestation_verify (f->driver.pki.crypto, bytes, f->makers, nonce, DRIVER_NOW_US, &reason, NULL);
}

static void
hear_jws (Fixture *f, GBytes *bytes)
{
  g_auto (TbJws) jws = { 0 };
  g_autoptr (EVP_PKEY) key = NULL;

  if (!tb_jws_read (&jws, bytes, NULL))
    return;
  if ((jws.kid == NULL) == (jws.jwk == NULL))
    g_error ("a signed object of nobody's, or of two");
  key = jws.jwk != NULL ? tb_jwk_read (f->driver.pki.crypto, jws.jwk, NULL) : NULL;
  if (key != NULL && tb_jws_fits_key (&jws, key))
    tb_jws_verify (&jws, f->driver.pki.crypto, key);
}

/* Whatever was asked, the answer is a document. */
static void
hear_acme (Fixture *f, GBytes *bytes)
{
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("POST", "/acme/new-account", "application/jose+json", bytes);
  g_autoptr (TbHttpResponse) response = tb_enrol_server_handle (f->driver.server, request, NULL, DRIVER_NOW_US);

  if (response->status < 200 || g_bytes_get_size (response->body) == 0)
    g_error ("no answer");
}

static void
hear_voucher (Fixture *f, GBytes *bytes)
{
  TbVoucherExpected expected = { f->driver.pki.crypto, f->makers, "0001", NULL, NULL };
  g_auto (TbVoucherVerdict) verdict = { 0 };

  if (tb_voucher_verify (&expected, bytes, DRIVER_NOW_US, &verdict, NULL) && verdict.pinned == NULL)
    g_error ("a voucher that pins nothing");
}

static void
hear_voucher_request (Fixture *f, GBytes *bytes)
{
  TbVoucherMaker maker = { f->signer, f->makers, DAY_US, NULL, NULL };
  TbStream stream = pki_stream ("masa");
  g_autoptr (GBytes) voucher = tb_voucher_issue (&maker, bytes, &stream, DRIVER_NOW_US, NULL);

  if (voucher != NULL && g_bytes_get_size (voucher) > TB_ENROL_CMS_MAX_BYTES)
    g_error ("a voucher that nobody reads");
}

enum { SCEP, BUNDLE, REQUEST, JWS, ACME, VOUCHER, VOUCHER_REQUEST, N_ENDS };

static void (*const ends[N_ENDS]) (Fixture *f, GBytes *bytes) = {
  [SCEP] = hear_scep, [BUNDLE] = hear_bundle, [REQUEST] = hear_request, [JWS] = hear_jws, [ACME] = hear_acme, [VOUCHER] = hear_voucher,
  [VOUCHER_REQUEST] = hear_voucher_request,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GBytes) bytes = n_bytes > 0 ? g_bytes_new (data + 1, n_bytes - 1) : NULL;

  if (bytes != NULL)
    ends[data[0] % N_ENDS] (get_fixture (), bytes);
  ERR_clear_error ();
  return 0;
}

/* --- seeds --- */

static void
add (GPtrArray *seeds, guint8 kind, GBytes *bytes)
{
  GByteArray *seed = g_byte_array_new ();

  g_byte_array_append (seed, &kind, 1);
  g_byte_array_append (seed, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}

static void
add_scep (GPtrArray *seeds, Fixture *f)
{
  DriverFixture *d = &f->driver;
  TbStream stream = pki_stream ("scep");
  g_autoptr (GBytes) csr = tb_scep_request_make (d->rsa_key, DRIVER_NAME, NULL, DRIVER_SECRET, &stream, NULL), message = NULL, bundle = NULL;
  g_autoptr (TbCertificate) self = tb_scep_self_signed_new (d->rsa_key, csr, DRIVER_NOW_US, DRIVER_NOW_US + DAY_US, &stream, NULL);
  g_autoptr (GPtrArray) authorities = g_ptr_array_new ();
  TbScepClientTerms terms = { d->rsa_key, self, csr, authorities, TB_SCEP_AES_128_CBC, NULL };
  g_autoptr (TbScepClient) client = NULL;

  g_ptr_array_add (authorities, tb_identity_get_certificate (d->ra));
  g_ptr_array_add (authorities, tb_authority_get_certificate (d->pki.issuing));
  client = tb_scep_client_new (&terms, NULL);
  message = tb_scep_client_ask (client, TB_SCEP_PKCS_REQ, NULL, &stream, DRIVER_NOW_US, NULL);
  bundle = tb_scep_bundle_write (d->pki.crypto, authorities, NULL, NULL);
  add (seeds, SCEP, message);
  add (seeds, BUNDLE, bundle);
  add (seeds, REQUEST, csr);
}

static void
add_request (GPtrArray *seeds, Fixture *f)
{
  static const char *const names[] = { DRIVER_NAME, NULL };
  TbStream stream = pki_stream ("request");
  TbKey *key = f->driver.key;
  g_autoptr (GBytes) bare = tb_key_make_request (key, DRIVER_NAME, names, &stream, NULL), nonce = g_bytes_new ("now", 3);
  g_autoptr (GBytes) evidence = tb_attestation_make (f->signer, key, nonce, &stream, DRIVER_NOW_US, NULL);
  g_autoptr (GBytes) request = tb_attestation_add (bare, key, evidence, &stream, NULL);

  add (seeds, REQUEST, request);
}

static void
add_jws (GPtrArray *seeds, Fixture *f)
{
  TbStream stream = pki_stream ("jws");
  TbJwsTerms terms = { "https://ca.example/acme/new-account", "bm9uY2U", NULL };
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"termsOfServiceAgreed\":true}", 29), bytes = NULL;
  g_autoptr (JsonObject) jws = tb_jws_sign (&terms, payload, f->driver.account_key, &stream, NULL);
  char *text = tb_jose_print (jws);

  bytes = g_bytes_new_take (text, strlen (text));
  add (seeds, JWS, bytes);
  add (seeds, ACME, bytes);
}

static void
add_voucher (GPtrArray *seeds, Fixture *f)
{
  TbVoucherAsk ask = { "0001", NULL, NULL };
  TbVoucherRegistrar registrar = { f->signer, tb_authority_get_root (f->driver.pki.issuing), NULL };
  TbVoucherMaker maker = { f->signer, f->makers, DAY_US, NULL, NULL };
  TbStream stream = pki_stream ("voucher");
  g_autoptr (GBytes) asked = tb_voucher_request_make (&ask, f->device, &stream, DRIVER_NOW_US, NULL);
  g_autoptr (GBytes) forwarded = tb_voucher_request_forward (&registrar, asked, &stream, DRIVER_NOW_US, NULL);
  g_autoptr (GBytes) voucher = tb_voucher_issue (&maker, forwarded, &stream, DRIVER_NOW_US, NULL);

  add (seeds, VOUCHER_REQUEST, forwarded);
  add (seeds, VOUCHER, voucher);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Fixture *f = get_fixture ();

  add_scep (seeds, f);
  add_request (seeds, f);
  add_jws (seeds, f);
  add_voucher (seeds, f);
  return seeds;
}
