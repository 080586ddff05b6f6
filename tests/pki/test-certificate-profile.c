/* Profiles as data: those that come with Trustbed say what they should, their files and the compiled-in copies are one, broken ones are refused,
 * and what a profile does not allow is not certified. */
#include "pki-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-request.h"

/* --- reading --- */

static void
builtin_profiles_are_the_files (void)
{
  for (guint i = 0; i < TB_PROFILE_N; i++)
    {
      const TbIssueProfile *builtin = tb_issue_profile_get_builtin ((TbCertificateProfile) i);
      g_autofree char *name = g_strconcat (builtin->id, ".profile", NULL);
      g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "authorities", name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbIssueProfile) loaded = tb_issue_profile_load (path, &error);
      TbCertificateProfile found;

      g_assert_no_error (error);
      g_assert_cmpstr (loaded->id, ==, builtin->id);
      g_assert_cmpstr (loaded->title, ==, builtin->title);
      g_assert_cmpstr (loaded->usage, ==, builtin->usage);
      g_assert_cmpint (loaded->max_days, ==, builtin->max_days);
      g_assert_true (tb_certificate_profile_from_code (builtin->id, &found));
      g_assert_cmpint (found, ==, i);
    }
}

static void
unknown_names_are_no_profile (void)
{
  TbCertificateProfile found;
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_certificate_profile_from_code ("", &found));
  g_assert_false (tb_certificate_profile_from_code ("Device", &found));
  g_assert_null (tb_issue_profile_load ("/nowhere/x.profile", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

#define GOOD "[Profile]\nTitle=T\nSource=S\n[Key]\nAlgorithms=P-256\nUsage=digitalSignature\n[Names]\nSubject=any\n[Validity]\nDefaultDays=9\n"

static const struct
{
  const char *old, *new, *says;
} breakages[] = {
  { "Title=T\n", "", "[Profile] Title" },
  { "Algorithms=P-256", "Algorithms=P-192", "[Key] Algorithms" },
  { "Algorithms=P-256", "Algorithms=", "[Key] Algorithms" },
  { "Usage=digitalSignature", "Usage=everything", "OpenSSL cannot make the extensions" },
  { "Usage=digitalSignature", "Usage=", "[Key] Usage" },
  { "Subject=any", "Subject=none", "[Names] Subject" },
  { "Subject=any", "Subject=any\nAlternative=fax", "[Names] Alternative" },
  { "DefaultDays=9", "DefaultDays=-9", "[Validity] DefaultDays" },
  { "DefaultDays=9", "DefaultDays=many", "[Validity] DefaultDays" },
  { "DefaultDays=9", "DefaultDays=9\nMaxDays=8", "it is more than MaxDays" },
  { "DefaultDays=9", "MaxDays=8", "either this or NotAfter" },
  { "DefaultDays=9", "NotAfter=99991231", "[Validity] NotAfter" },
  { "DefaultDays=9", "NotAfter=99991331235959Z", "[Validity] NotAfter" },
  { "DefaultDays=9", "DefaultDays=9\nOutliveIssuer=perhaps", "true or false" },
  { "DefaultDays=9", "DefaultDays=9\n[Authority]\nPathLength=-2", "[Authority] PathLength" },
  { "DefaultDays=9", "DefaultDays=9\n[Authority]\nNameConstraints=permitted;fax:1", "OpenSSL cannot make the extensions" },
  { "DefaultDays=9", "DefaultDays=9\n[Extensions]\nPolicies=1.x", "OpenSSL cannot make the extensions" },
  { "DefaultDays=9", "DefaultDays=9\n[Addresses]\nCrl=http://a/b,critical", "OpenSSL cannot make the extensions" },
  { "[Profile]", "Profile", "Key file" },
};

static char *
replace (const char *text, const char *old, const char *new)
{
  g_auto (GStrv) parts = g_strsplit (text, old, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_strjoinv (new, parts);
}

static void
broken_profiles_are_refused_by_group_and_key (void)
{
  g_autoptr (TbIssueProfile) good = tb_issue_profile_new_from_text ("good", GOOD, NULL);

  g_assert_nonnull (good);
  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    {
      g_autofree char *text = replace (GOOD, breakages[i].old, breakages[i].new);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_issue_profile_new_from_text ("x.profile", text, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
      g_assert_true (g_str_has_prefix (error->message, "x.profile: "));
      if (i + 1 < G_N_ELEMENTS (breakages) && strstr (error->message, breakages[i].says) == NULL)
        g_error ("\"%s\" does not say \"%s\"", error->message, breakages[i].says);
    }
}

static void
truncated_profiles_never_crash (void)
{
  for (gsize n = 0; n < strlen (GOOD); n++)
    {
      g_autofree char *text = g_strndup (GOOD, n);
      g_autoptr (TbIssueProfile) profile = tb_issue_profile_new_from_text ("x", text, NULL);

      g_assert_true (profile == NULL || n >= strlen (GOOD) - 1);
    }
}

/* --- keys --- */

static const struct
{
  const char *type, *curve;
  guint bits;
  const char *says;             /* NULL: certified */
} keys[] = {
  { "EC", "P-256", 0, NULL },
  { "EC", "P-384", 0, NULL },
  { "EC", "P-521", 0, NULL },
  { "RSA", NULL, 2048, NULL },
  { "ED25519", NULL, 0, NULL },
  { "EC", "P-224", 0, "Keys on the curve secp224r1 are not certified; the profile device allows P-256" },
  { "EC", "secp256k1", 0, "secp256k1" },
  { "EC", "brainpoolP256r1", 0, "brainpoolP256r1" },
  { "RSA", NULL, 1024, "RSA keys of 1024 bits are not certified; 2048 to 4096 bits are (less than 2048 is less than 112 bits of strength)" },
  { "ED448", NULL, 0, "Keys of the kind Ed448 are not certified" },
};

static EVP_PKEY *
make_key (guint i)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (tb_crypto_get_live (NULL));

  if (keys[i].curve != NULL)
    return EVP_PKEY_Q_keygen (libctx, NULL, keys[i].type, keys[i].curve);
  return keys[i].bits > 0 ? EVP_PKEY_Q_keygen (libctx, NULL, keys[i].type, (size_t) keys[i].bits) : EVP_PKEY_Q_keygen (libctx, NULL, keys[i].type);
}

static void
weak_keys_are_refused_with_the_reason (void)
{
  const TbIssueProfile *profile = tb_issue_profile_get_builtin (TB_PROFILE_DEVICE);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (EVP_PKEY) key = make_key (i);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (key);
      g_assert_cmpint (tb_issue_profile_check_key (profile, key, &error), ==, keys[i].says == NULL);
      if (keys[i].says != NULL && strstr (error->message, keys[i].says) == NULL)
        g_error ("\"%s\" does not say \"%s\"", error->message, keys[i].says);
    }
}

static void
lifetimes_are_limited (void)
{
  const TbIssueProfile *device = tb_issue_profile_get_builtin (TB_PROFILE_DEVICE), *idevid = tb_issue_profile_get_builtin (TB_PROFILE_IDEVID);
  g_autoptr (GError) error = NULL;

  g_assert_true (tb_issue_profile_check_lifetime (device, START_US, START_US + device->max_days * DAY_US, NULL));
  g_assert_false (tb_issue_profile_check_lifetime (device, START_US, START_US + (device->max_days + 1) * DAY_US, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_cmpint (idevid->not_after_us, ==, G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC);
  g_assert_true (tb_issue_profile_check_lifetime (idevid, START_US, idevid->not_after_us, NULL));
}

/* --- what certificates say --- */

static const struct
{
  TbCertificateProfile profile;
  int nid;
  gboolean critical;
  const char *text;             /* NULL: absent */
} says[] = {
  { TB_PROFILE_DEVICE_REVOCABLE, NID_crl_distribution_points, FALSE, "URI:http://crl.lab.example/" },
  { TB_PROFILE_DEVICE_REVOCABLE, NID_info_access, FALSE, "OCSP - URI:http://ocsp.lab.example/" },
  { TB_PROFILE_DEVICE_REVOCABLE, NID_subject_key_identifier, FALSE, NULL },
  { TB_PROFILE_DEVICE, NID_crl_distribution_points, FALSE, NULL },
  { TB_PROFILE_DEVICE, NID_info_access, FALSE, NULL },
  { TB_PROFILE_LDEVID, NID_ext_key_usage, FALSE, "TLS Web Client Authentication" },
  { TB_PROFILE_OCSP_RESPONDER, NID_ext_key_usage, FALSE, "OCSP Signing" },
  { TB_PROFILE_OCSP_RESPONDER, NID_id_pkix_OCSP_noCheck, FALSE, "" },
  { TB_PROFILE_SERVICE_MUST_STAPLE, NID_tlsfeature, FALSE, "status_request" },
  { TB_PROFILE_SERVICE_MUST_STAPLE, NID_info_access, FALSE, "OCSP - URI:http://ocsp.lab.example/" },
  { TB_PROFILE_SERVICE, NID_tlsfeature, FALSE, NULL },
  { TB_PROFILE_CODE_SIGNING, NID_ext_key_usage, FALSE, "Code Signing" },
  { TB_PROFILE_AUTHORITY, NID_basic_constraints, TRUE, "CA:TRUE, pathlen:0" },
  { TB_PROFILE_INTERMEDIATE, NID_basic_constraints, TRUE, "CA:TRUE" },
  { TB_PROFILE_INTERMEDIATE, NID_key_usage, TRUE, "Certificate Sign, CRL Sign" },
  { TB_PROFILE_INTERMEDIATE, NID_ext_key_usage, FALSE, NULL },
};

static void
assert_says (X509 *x509, guint row)
{
  int at = X509_get_ext_by_NID (x509, says[row].nid, -1);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autofree char *text = NULL;
  char *bytes;
  long n;

  g_assert_cmpint (at >= 0, ==, says[row].text != NULL);
  if (at < 0)
    return;
  g_assert_cmpint (X509_EXTENSION_get_critical (X509_get_ext (x509, at)), ==, says[row].critical);
  g_assert_cmpint (X509V3_EXT_print (out, X509_get_ext (x509, at), 0, 0), ==, 1);
  n = BIO_get_mem_data (out, &bytes);
  text = g_strndup (n > 0 ? bytes : "", (gsize) n);
  if (strstr (text, says[row].text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", text, says[row].text);
}

static void
profiles_decide_the_extensions (PkiFixture *fixture, gconstpointer algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (says); i++)
    {
      TbIssueTerms terms = pki_terms (says[i].profile);
      TbStream stream = pki_stream ("says");
      g_autoptr (GError) error = NULL;
      g_autoptr (TbIdentity) identity = tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, "x", NULL, &terms, &stream, &error);

      g_assert_no_error (error);
      assert_says (tb_certificate_get_x509 (tb_identity_get_certificate (identity)), i);
    }
}

static void
address_of_the_list_names_the_issuer (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE_REVOCABLE, "lock", "lock.house");
  X509 *x509 = tb_certificate_get_x509 (tb_identity_get_certificate (identity));
  const ASN1_OCTET_STRING *issuer = X509_get0_subject_key_id (tb_certificate_get_x509 (tb_authority_get_certificate (fixture->issuing)));
  CRL_DIST_POINTS *points = X509_get_ext_d2i (x509, NID_crl_distribution_points, NULL, NULL);
  const GENERAL_NAME *name = sk_GENERAL_NAME_value (sk_DIST_POINT_value (points, 0)->distpoint->name.fullname, 0);
  g_autoptr (GString) expected = g_string_new ("http://crl.lab.example/");

  for (int i = 0; i < ASN1_STRING_length (issuer); i++)
    g_string_append_printf (expected, "%02x", ASN1_STRING_get0_data (issuer)[i]);
  g_string_append (expected, ".crl");
  g_assert_cmpstr ((const char *) ASN1_STRING_get0_data (name->d.uniformResourceIdentifier), ==, expected->str);
  CRL_DIST_POINTS_free (points);
}

/* A factory identity has to say which module it is in. */
static void
factory_identity_needs_a_hardware_module_name (PkiFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_IDEVID);
  TbStream stream = pki_stream ("factory");
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, "x", NULL, &terms, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "hardwareModuleName"));
}

static const char own_profile[] =
  "[Profile]\nTitle=Door\nSource=House rules\n[Key]\nAlgorithms=P-256\nUsage=digitalSignature,keyAgreement\nExtendedUsage=clientAuth,1.3.6.1.5.5.7.3.30\n"
  "[Names]\nSubject=any\nAlternative=DNS\n[Validity]\nDefaultDays=30\n[Extensions]\nPolicies=1.3.6.1.4.1.55555.1.1\nMustStaple=true\n";

static void
own_profile_is_followed (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIssueProfile) profile = tb_issue_profile_new_from_text ("door", own_profile, NULL);
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  TbStream stream = pki_stream ("own");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbIdentity) identity = NULL, rsa = NULL;
  X509 *x509;

  terms.custom = profile;
  identity = tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, "door", NULL, &terms, &stream, &error);
  g_assert_no_error (error);
  x509 = tb_certificate_get_x509 (tb_identity_get_certificate (identity));
  g_assert_cmpint (X509_get_key_usage (x509), ==, KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT);
  g_assert_cmpint (X509_get_ext_by_NID (x509, NID_certificate_policies, -1), >=, 0);
  g_assert_cmpint (X509_get_ext_by_NID (x509, NID_tlsfeature, -1), >=, 0);
  rsa = tb_authority_issue_identity (fixture->issuing, TB_KEY_RSA2048, "door", NULL, &terms, &stream, &error);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

#define ADD(path, test) \
  g_test_add (path, PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, test, pki_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/builtin", builtin_profiles_are_the_files);
  g_test_add_func ("/profile/unknown", unknown_names_are_no_profile);
  g_test_add_func ("/profile/broken", broken_profiles_are_refused_by_group_and_key);
  g_test_add_func ("/profile/truncated", truncated_profiles_never_crash);
  g_test_add_func ("/profile/keys", weak_keys_are_refused_with_the_reason);
  g_test_add_func ("/profile/lifetimes", lifetimes_are_limited);
  ADD ("/profile/extensions", profiles_decide_the_extensions);
  ADD ("/profile/addresses", address_of_the_list_names_the_issuer);
  ADD ("/profile/idevid", factory_identity_needs_a_hardware_module_name);
  ADD ("/profile/own", own_profile_is_followed);
  return g_test_run ();
}
