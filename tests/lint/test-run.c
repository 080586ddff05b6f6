/* What a whole certificate is told: the lab's own ones are well, findings come worst first, and nothing broken brings it down. */
#include "lint-fixture.h"
#include "pki-fixture.h"

#include <string.h>

#include <openssl/x509v3.h>

#define N_MUTATIONS 600
#define NO_END_US (G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC)

static const TbLintTerms iot = { TB_LINT_IOT, 0 }, web = { TB_LINT_WEB, 0 };

static void
assert_well (TbCertificate *certificate)
{
  g_autofree char *codes = lint_list (tb_certificate_get_x509 (certificate), &iot, TB_LINT_NOTICE);

  g_assert_cmpstr (codes, ==, "");
}

static void
certificates_of_the_lab_are_well (PkiFixture *fixture, gconstpointer algorithm)
{
  static const struct { TbCertificateProfile profile; const char *name, *dns_name; } parties[] = {
    { TB_PROFILE_DEVICE, "lock-01", NULL }, { TB_PROFILE_DEVICE, "lock-02", "lock-02" }, { TB_PROFILE_LDEVID, "lock-03", NULL },
    { TB_PROFILE_GATEWAY, "gateway-1", "gateway-1" }, { TB_PROFILE_SERVICE, "broker", "broker.house.example" },
    { TB_PROFILE_OCSP_RESPONDER, "responder", NULL }, { TB_PROFILE_SERVICE_MUST_STAPLE, "broker", "broker.house.example" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parties); i++)
    {
      g_autoptr (TbIdentity) identity = pki_issue (fixture, parties[i].profile, parties[i].name, parties[i].dns_name);

      assert_well (tb_identity_get_certificate (identity));
    }
  if (GPOINTER_TO_UINT (algorithm) != TB_KEY_P256)
    return;
  assert_well (tb_authority_get_certificate (fixture->root));
  assert_well (tb_authority_get_certificate (fixture->issuing));
}

/* The pointers that make a device revocable are not wrong, but they are told, and nothing else is. */
static void
revocable_devices_are_told_the_trade (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE_REVOCABLE, "lock-01", NULL);
  g_autofree char *codes = lint_list (tb_certificate_get_x509 (tb_identity_get_certificate (identity)), &iot, TB_LINT_NOTICE);

  g_assert_cmpstr (codes, ==, "device-crl-pointer device-ocsp-pointer");
}

/* otherName hardwareModuleName (RFC 4108 section 5): 1.3.6.1.4.1.55555.1.1, number 01020304. */
#define MODULE_NAME "DER:3022a02006082b06010505070804a0143012060a2b0601040183b2030101040401020304"

/* A request as a factory makes it: the serial number in the subject, the hardware module among the names. */
static GBytes *
request_factory_identity (EVP_PKEY *key)
{
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();
  unsigned char *der = NULL;
  GBytes *bytes;
  int n;

  sk_X509_EXTENSION_push (extensions, X509V3_EXT_nconf (NULL, NULL, "subjectAltName", MODULE_NAME));
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "CN", MBSTRING_UTF8, (const guint8 *) "lock", -1, -1, 0);
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "serialNumber", MBSTRING_UTF8, (const guint8 *) "LK-0001", -1, -1, 0);
  g_assert_cmpint (X509_REQ_add_extensions (request, extensions), ==, 1);
  g_assert_cmpint (X509_REQ_set_pubkey (request, key), ==, 1);
  g_assert_cmpint (X509_REQ_sign (request, key, EVP_sha256 ()), >, 0);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  n = i2d_X509_REQ (request, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

static void
factory_identities_are_well (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) request = request_factory_identity (lint_key ("P-256"));
  TbIssueTerms terms = { TB_PROFILE_IDEVID, START_US, NO_END_US, NULL };
  TbStream stream = pki_stream ("factory");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) certificate = tb_authority_issue (fixture->issuing, request, &terms, &stream, &error);

  g_assert_no_error (error);
  assert_well (certificate);
  g_assert_true (lint_finds (tb_certificate_get_x509 (certificate), TB_LINT_IOT, "no-end"));
}

/* RSA of 2048 bits is too weak for a root that ends in 2046, and that is said. */
static void
weak_authorities_are_told (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autofree char *codes = lint_list (tb_certificate_get_x509 (tb_authority_get_root (fixture->issuing)), &iot, TB_LINT_NOTICE);

  g_assert_cmpstr (codes, ==, "key-outlived");
}

static void
findings_come_worst_first (void)
{
  g_autoptr (X509) x509 = lint_make ("serial=01|version=1|subject=/CN=lock|keyUsage=digitalSignature|key=rsa1024");
  g_autoptr (GPtrArray) findings = tb_lint_run_x509 (x509, &iot);
  guint n_kinds = 0;

  g_assert_cmpuint (findings->len, >, 4);
  for (guint i = 1; i < findings->len; i++)
    {
      const TbLintRule *before = ((TbLintFinding *) g_ptr_array_index (findings, i - 1))->rule;
      const TbLintRule *rule = ((TbLintFinding *) g_ptr_array_index (findings, i))->rule;

      g_assert_cmpint (before->severity, >=, rule->severity);
      n_kinds += before->severity != rule->severity;
    }
  g_assert_cmpuint (n_kinds, ==, 2);
}

/* The certificates that the cases begin with have nothing to be said against them in their profile. */
static void
good_certificates_are_quiet (void)
{
  static const struct { const char *recipe; const TbLintTerms *terms; } quiet[] = {
    { "", &iot }, { "base=server", &iot }, { "base=authority", &iot }, { "base=root", &iot }, { "base=factory", &iot }, { "base=web", &web },
  };

  for (guint i = 0; i < G_N_ELEMENTS (quiet); i++)
    {
      g_autoptr (X509) x509 = lint_make (quiet[i].recipe);
      g_autofree char *codes = lint_list (x509, quiet[i].terms, TB_LINT_NOTICE);

      g_assert_cmpstr (codes, ==, "");
    }
}

/* The strength that is needed hangs on when the device ends, whatever the certificate says. */
static void
strength_is_held_to_the_end_of_life (void)
{
  static const struct { const char *recipe; gint64 end_of_life_s; const char *codes; } lives[] = {
    { "key=rsa2048", 0, "" },
    { "key=rsa2048", G_GINT64_CONSTANT (1924991999), "" },
    { "key=rsa2048", G_GINT64_CONSTANT (1924992000), "key-outlived" },
    { "key=P-256", G_GINT64_CONSTANT (4102444800), "" },
    { "base=factory|key=rsa2048", 0, "key-outlived" },
    { "base=factory|key=rsa2048", G_GINT64_CONSTANT (1924991999), "" },
    { "base=factory", 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lives); i++)
    {
      TbLintTerms terms = { TB_LINT_IOT, lives[i].end_of_life_s * G_USEC_PER_SEC };
      g_autoptr (X509) x509 = lint_make (lives[i].recipe);
      g_autofree char *codes = lint_list (x509, &terms, TB_LINT_NOTICE);

      g_assert_cmpstr (codes, ==, lives[i].codes);
    }
}

/* Ballot SC-081, by date of issue. */
static void
web_lifetimes_shrink (void)
{
  static const struct { const char *from, *until; gboolean is_long; } lives[] = {
    { "200831000000Z", "221203235959Z", FALSE }, { "200831000000Z", "221204000000Z", TRUE },
    { "260314000000Z", "270415235959Z", FALSE }, { "260314000000Z", "270416000000Z", TRUE },
    { "270315000000Z", "270622235959Z", FALSE }, { "270315000000Z", "270623000000Z", TRUE },
    { "290315000000Z", "290430235959Z", FALSE }, { "290315000000Z", "290501000000Z", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lives); i++)
    {
      g_autofree char *recipe = g_strdup_printf ("base=web|from=%s|until=%s", lives[i].from, lives[i].until);
      g_autoptr (X509) x509 = lint_make (recipe);

      g_assert_true (lint_finds (x509, TB_LINT_WEB, "web-lifetime") == lives[i].is_long);
    }
}

static void
forms_of_one_fault_are_all_found (void)
{
  static const struct { const char *recipe, *rule; } forms[] = {
    { "serial=00", "serial-positive" }, { "serial=ff00000000000000000000000000000000000000", "serial-length" },
    { "from=2603020600Z", "time-form" }, { "from=20260302060000Z", "time-form" },
    { "until=260531055959+0100", "time-form" }, { "until=x", "time-form" },
    { "key=P-192", "weak-key" }, { "key=rsa2040", "weak-key" },
    { "subject=/C=DEU/CN=x", "country" }, { "subject=/C=D1/CN=x", "country" },
    { "subject=/CN=", "attribute-empty" }, { "issuer=/O=", "attribute-empty" },
    { "type=30|subject=/CN=ab", "old-string" },
    { "subjectAltName=DNS:-a.example", "dns-syntax" }, { "subjectAltName=DNS:a.example.", "dns-syntax" }, { "subjectAltName=DNS:a b", "dns-syntax" },
    { "subjectAltName=DER:300582036100ff", "dns-syntax" }, { "subjectAltName=DER:30028200", "dns-syntax" },
    { "subjectAltName=DNS:a*.example.org", "wildcard-form" }, { "subjectAltName=DNS:a.*.example.org", "wildcard-form" },
    { "subjectAltName=DNS:*.*.org", "wildcard-form" }, { "subjectAltName=DNS:*", "wildcard-form" },
    { "subjectAltName=DNS:2001:db8::1", "dns-address" },
    { "base=server|subject=/CN=192.0.2.1", "common-name-alone" },
    { "key=ED25519|keyUsage=critical,keyAgreement", "usage-key" }, { "key=rsa2048|keyUsage=critical,keyAgreement", "usage-key" },
    { "extendedKeyUsage=DER:0500", "unreadable-extension" }, { "keyUsage=DER:0500", "unreadable-extension" },
    { "base=authority|subject=/O=DigiCert Inc/CN=x", "public-authority" }, { "issuer=/O=google trust services LLC/CN=x", "public-authority" },
    { "authorityInfoAccess=OCSP;URI:HTTPS://x/", "circular-pointer" }, { "freshestCRL=URI:https://x/", "circular-pointer" },
    { "2.5.29.56=critical,DER:0500", "never-critical" }, { "2.5.29.56=DER:0500|authorityInfoAccess=OCSP;URI:http://x/", "no-revocation-pointer" },
    { "base=authority|basicConstraints=critical,DER:30060101ff0201ff", "path-length" },
    { "base=authority|inhibitAnyPolicy=0", "not-critical" }, { "authorityKeyIdentifier=issuer:always", "issuer-key-identifier" },
    { "subject=/CN=\x07" "bell", "device-name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (X509) x509 = lint_make (forms[i].recipe);

      if (!lint_finds (x509, TB_LINT_IOT, forms[i].rule))
        g_error ("%s is not found in %s", forms[i].rule, forms[i].recipe);
    }
}

/* A certificate that cannot even be verified, such as one with an extension twice, is explained all the same. */
static void
lint_one_mutation (GBytes *der, TbStream *stream, guint *n_read)
{
  g_autoptr (GBytes) mutated = pki_mutate (der, stream);
  gsize n;
  const guint8 *at = g_bytes_get_data (mutated, &n);
  g_autoptr (X509) x509 = d2i_X509 (NULL, &at, (long) n);
  g_autofree char *codes = x509 != NULL ? lint_list (x509, tb_stream_below (stream, 2) == 0 ? &iot : &web, TB_LINT_NOTICE) : NULL;

  *n_read += x509 != NULL;
}

static void
mutations_are_judged_or_refused (void)
{
  static const char *const recipes[] = {
    "", "base=web|authorityInfoAccess=OCSP;URI:http://x/|tlsfeature=status_request", "key=rsa2048|subjectAltName=DNS:a,IP:1.2.3.4,email:a@b,URI:x:y",
    "base=authority|nameConstraints=critical,permitted;DNS:a,excluded;IP:1.2.3.0/255.255.255.0|policyConstraints=critical,requireExplicitPolicy:1|"
    "policyMappings=critical,1.2.3:1.2.4|certificatePolicies=1.2.3|inhibitAnyPolicy=critical,1|authorityKeyIdentifier=keyid,issuer:always",
  };
  guint n_read = 0;

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      g_autoptr (X509) x509 = lint_make (recipes[i]);
      TbStream stream = pki_stream (recipes[i]);
      unsigned char *bytes = NULL;
      int n = i2d_X509 (x509, &bytes);
      g_autoptr (GBytes) der = g_bytes_new (bytes, (gsize) n);

      OPENSSL_free (bytes);
      for (guint j = 0; j < N_MUTATIONS; j++)
        lint_one_mutation (der, &stream, &n_read);
    }
  g_assert_cmpuint (n_read, >, N_MUTATIONS / 2);
}

static void
codes_go_both_ways (void)
{
  TbLintProfile profile;

  g_assert_true (tb_lint_profile_from_code ("iot", &profile) && profile == TB_LINT_IOT);
  g_assert_true (tb_lint_profile_from_code ("web", &profile) && profile == TB_LINT_WEB);
  g_assert_false (tb_lint_profile_from_code ("WEB", &profile));
  g_assert_false (tb_lint_profile_from_code ("", &profile));
  g_assert_cmpstr (tb_lint_profile_to_code (TB_LINT_IOT), ==, "iot");
  g_assert_cmpstr (tb_lint_profile_to_code (TB_LINT_WEB), ==, "web");
  g_assert_cmpstr (tb_lint_severity_to_code (TB_LINT_NOTICE), ==, "notice");
  g_assert_cmpstr (tb_lint_severity_to_code (TB_LINT_WARNING), ==, "warning");
  g_assert_cmpstr (tb_lint_severity_to_code (TB_LINT_ERROR), ==, "error");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/lint/run/lab/revocable", PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, revocable_devices_are_told_the_trade,
              pki_fixture_tear_down);
  g_test_add ("/lint/run/lab/factory", PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, factory_identities_are_well,
              pki_fixture_tear_down);
  g_test_add ("/lint/run/lab/p256", PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, certificates_of_the_lab_are_well,
              pki_fixture_tear_down);
  g_test_add ("/lint/run/lab/rsa2048", PkiFixture, GUINT_TO_POINTER (TB_KEY_RSA2048), pki_fixture_set_up, certificates_of_the_lab_are_well,
              pki_fixture_tear_down);
  g_test_add ("/lint/run/lab/weak-root", PkiFixture, GUINT_TO_POINTER (TB_KEY_RSA2048), pki_fixture_set_up, weak_authorities_are_told,
              pki_fixture_tear_down);
  g_test_add_func ("/lint/run/order", findings_come_worst_first);
  g_test_add_func ("/lint/run/quiet", good_certificates_are_quiet);
  g_test_add_func ("/lint/run/end-of-life", strength_is_held_to_the_end_of_life);
  g_test_add_func ("/lint/run/web-lifetimes", web_lifetimes_shrink);
  g_test_add_func ("/lint/run/forms", forms_of_one_fault_are_all_found);
  g_test_add_func ("/lint/run/mutations", mutations_are_judged_or_refused);
  g_test_add_func ("/lint/run/codes", codes_go_both_ways);
  status = g_test_run ();
  lint_drop_keys ();
  return status;
}
