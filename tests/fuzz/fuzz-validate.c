/* Fuzzes the validator: certificates, each with its length in two bytes before it. The first is in question, the last is trusted, the others came along.
 * Nothing that comes in may crash it, and what it calls valid has only good rows. */
#include "fuzz.h"

#include "path-fixture.h"

#define MAX_CERTIFICATES 16

static GPtrArray *
read_certificates (const guint8 *data, gsize n_bytes)
{
  GPtrArray *certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (gsize at = 0; at + 2 <= n_bytes && certificates->len < MAX_CERTIFICATES;)
    {
      gsize n = MIN ((gsize) data[at] << 8 | data[at + 1], n_bytes - at - 2);
      g_autoptr (GBytes) der = g_bytes_new (data + at + 2, n);
      TbCertificate *certificate = tb_certificate_new_from_der (pki_get_seeded (), der, NULL);

      if (certificate != NULL)
        g_ptr_array_add (certificates, certificate);
      at += 2 + n;
    }
  return certificates;
}

static void
look_at (const TbValidation *validation)
{
  const TbChecks *checks = tb_validation_get_checks (validation);

  g_assert_true (tb_validation_is_valid (validation) == (tb_checks_first_failure (checks) == NULL));
  g_assert_true (tb_validation_is_valid (validation) == (*tb_validation_get_reason (validation) == '\0'));
  g_assert_cmpuint (strlen (tb_validation_get_explanation (validation)), >, 20);
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    g_assert_cmpint (tb_checks_get (checks, i)->depth, <, (int) tb_validation_get_chain (validation)->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GPtrArray) certificates = read_certificates (data, n_bytes);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (TbValidation) validation = NULL;
  TbValidateTerms terms = TB_VALIDATE_TERMS_INIT;

  if (certificates->len == 0)
    return 0;
  g_ptr_array_add (anchors, g_ptr_array_index (certificates, certificates->len - 1));
  terms.anchors = anchors;
  terms.untrusted = certificates;
  terms.unix_us = START_US;
  terms.host = "lock.house";
  terms.purpose = (TbPurpose) (n_bytes % 3);
  terms.explicit_policy = n_bytes % 2 == 0;
  validation = tb_validate (pki_get_seeded (), g_ptr_array_index (certificates, 0), &terms, NULL);
  if (validation != NULL)
    look_at (validation);
  return 0;
}

static GBytes *
make_seed (const PathSpec *specs, guint n)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TbCertificate) certificate = path_make (&specs[i]);
      GBytes *der = tb_certificate_get_der (certificate);
      gsize length = g_bytes_get_size (der);
      const guint8 prefix[] = { (guint8) (length >> 8), (guint8) length };

      g_byte_array_append (bytes, prefix, sizeof prefix);
      g_byte_array_append (bytes, g_bytes_get_data (der, NULL), (guint) length);
    }
  return g_byte_array_free_to_bytes (bytes);
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const PathSpec plain[] = { { "lock", "Upper", .extensions = LEAF_EXTENSIONS }, { "Upper", "Root" }, { "Root" } };
  /* The names and policies that are judged hang on the trust anchor, whose bytes may change without a signature noticing. */
  static const PathSpec narrow[] = {
    { "lock", "Upper", .extensions = LEAF_EXTENSIONS "\ncertificatePolicies=1.2.3.2" },
    { "Upper", "Root", .extensions = AUTHORITY_EXTENSIONS "\ncertificatePolicies=1.2.3.1\npolicyMappings=1.2.3.1:1.2.3.2\n"
                                     "nameConstraints=critical,permitted;DNS:house,permitted;IP:192.0.2.0/255.255.255.0,excluded;email:.lab,excluded;URI:a.lab" },
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, make_seed (plain, G_N_ELEMENTS (plain)));
  g_ptr_array_add (seeds, make_seed (narrow, G_N_ELEMENTS (narrow)));
  return seeds;
}
