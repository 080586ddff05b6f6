/* A path is good or bad for a stated reason, and the sentence says what would have to be different. */
#include "path-fixture.h"

static const PathSpec root = { "House Root" };
static const PathSpec issuing = { "House Devices", "House Root" };
static const PathSpec lock = { "lock-01", "House Devices", .extensions = LEAF_EXTENSIONS };

static void
good_case (PathCase *c)
{
  path_case_init (c, &lock);
  path_trust (c, &root);
  path_pass_along (c, &issuing);
}

static void
assert_sentence (PathCase *c, const char *reason, const char *const *parts)
{
  g_autoptr (TbValidation) validation = path_validate (c);
  const char *sentence = tb_validation_get_explanation (validation);

  g_assert_cmpstr (tb_validation_get_reason (validation), ==, reason);
  for (; *parts != NULL; parts++)
    if (strstr (sentence, *parts) == NULL)
      g_error ("\"%s\" is not in \"%s\"", *parts, sentence);
  g_assert_null (strchr (sentence, '{'));
}

#define assert_says(c, reason, ...) assert_sentence (c, reason, (const char *const[]) { __VA_ARGS__, NULL })

static void
good_path_is_valid_and_every_row_is_good (void)
{
  g_auto (PathCase) c = { 0 };
  g_autoptr (TbValidation) validation = NULL;

  good_case (&c);
  c.terms.host = "lock.house";
  c.terms.purpose = TB_PURPOSE_TLS_SERVER;
  validation = path_validate (&c);
  g_assert_true (tb_validation_is_valid (validation));
  g_assert_cmpstr (tb_validation_get_reason (validation), ==, "");
  g_assert_true (tb_validation_get_openssl_valid (validation));
  g_assert_cmpuint (tb_validation_get_chain (validation)->len, ==, 3);
  g_assert_cmpuint (tb_validation_get_n_paths (validation), ==, 1);
  g_assert_cmpuint (tb_checks_get_n (tb_validation_get_checks (validation)), >, 60);
  g_assert_null (tb_checks_first_failure (tb_validation_get_checks (validation)));
  assert_says (&c, "", "lock-01", "House Root");
}

static void
expired_certificate_is_named_with_its_end (void)
{
  g_auto (PathCase) c = { 0 };

  good_case (&c);
  c.terms.unix_us = START_US + 400 * DAY_US;
  assert_says (&c, "expired", "2027-03-02T06:00:00Z", "2027-04-06T06:00:00Z");
}

static void
early_certificate_is_named_with_its_beginning (void)
{
  g_auto (PathCase) c = { 0 };

  good_case (&c);
  c.terms.unix_us = START_US - 31 * DAY_US;
  assert_says (&c, "not-yet-valid", "2026-01-31T06:00:00Z");
}

static void
missing_intermediate_is_named (void)
{
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &lock);
  path_trust (&c, &root);
  assert_says (&c, "unknown-authority", "lock-01", "House Devices", "no certificate of that name");
}

static void
issuer_with_another_key_is_named (void)
{
  static const PathSpec impostor = { "House Devices", "House Root", .key = "another" };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &lock);
  path_trust (&c, &root);
  path_pass_along (&c, &impostor);
  assert_says (&c, "bad-signature", "matches “House Devices”, but its key did not make this signature");
}

static void
untrusted_root_is_named (void)
{
  static const PathSpec other = { "Other Root" };
  g_auto (PathCase) c = { 0 };

  good_case (&c);
  g_ptr_array_set_size (c.anchors, 0);
  path_trust (&c, &other);
  path_pass_along (&c, &root);
  assert_says (&c, "unknown-authority", "House Root", "not a trust anchor");
}

static void
self_signed_leaf_is_told_from_an_unknown_root (void)
{
  static const PathSpec alone = { "lock-02", .extensions = LEAF_EXTENSIONS };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &alone);
  path_trust (&c, &root);
  assert_says (&c, "self-signed", "lock-02", "vouches for itself");
}

static void
wrong_host_is_told_with_the_names_there_are (void)
{
  g_auto (PathCase) c = { 0 };

  good_case (&c);
  c.terms.host = "door.house";
  assert_says (&c, "wrong-host", "door.house", "DNS:lock.house");
}

static void
issuer_without_authority_is_named (void)
{
  static const PathSpec no_authority = { "House Devices", "House Root", .extensions = "basicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature" };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &lock);
  path_trust (&c, &root);
  path_pass_along (&c, &no_authority);
  assert_says (&c, "not-an-authority", "House Devices", "no authority");
}

static void
wrong_purpose_is_told_with_the_purposes_there_are (void)
{
  static const PathSpec client = { "lock-03", "House Devices", .extensions = "basicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature\n"
                                                                             "extendedKeyUsage=clientAuth" };
  g_auto (PathCase) c = { 0 };

  path_case_init (&c, &client);
  path_trust (&c, &root);
  path_pass_along (&c, &issuing);
  c.terms.purpose = TB_PURPOSE_TLS_SERVER;
  assert_says (&c, "wrong-purpose", "lock-03", "serverAuth");
}

/* RFC 5280 includes the second of notAfter; OpenSSL 3.0 does not. */
static void
last_second_is_told_with_both_verdicts (void)
{
  g_auto (PathCase) c = { 0 };
  g_autoptr (TbValidation) validation = NULL;

  good_case (&c);
  c.terms.unix_us = START_US + 365 * DAY_US;
  validation = path_validate (&c);
  if (!tb_validation_is_valid (validation))
    {
      const TbCheck *failure = tb_checks_first_failure (tb_validation_get_checks (validation));

      g_assert_cmpstr (failure->rule->code, ==, "openssl");
      g_assert_nonnull (strstr (failure->found, "RFC 5280 accepts"));
    }
  c.terms.unix_us--;
  path_assert (&c, "");
  c.terms.unix_us += G_USEC_PER_SEC + 1;
  path_assert_rule (&c, "expired", "validity");
}

static void
first_second_counts_from_its_beginning (void)
{
  g_auto (PathCase) c = { 0 };

  good_case (&c);
  c.terms.unix_us = START_US - 30 * DAY_US;
  path_assert (&c, "");
  c.terms.unix_us--;
  path_assert (&c, "not-yet-valid");
}

static void
anchor_need_not_be_self_signed (void)
{
  g_auto (PathCase) c = { 0 };
  g_autoptr (TbValidation) validation = NULL;

  path_case_init (&c, &lock);
  path_trust (&c, &issuing);
  path_pass_along (&c, &root);
  validation = path_validate (&c);
  g_assert_true (tb_validation_is_valid (validation));
  g_assert_cmpuint (tb_validation_get_chain (validation)->len, ==, 2);
}

static void
nothing_is_valid_without_an_anchor (void)
{
  g_auto (PathCase) c = { 0 };

  good_case (&c);
  g_ptr_array_set_size (c.anchors, 0);
  path_assert (&c, "unknown-authority");
  c.terms.anchors = NULL;
  c.terms.untrusted = NULL;
  path_assert (&c, "unknown-authority");
}

static void
question_without_sense_is_an_error (void)
{
  g_auto (PathCase) c = { 0 };
  g_autoptr (GError) error = NULL;

  good_case (&c);
  c.terms.host = ".house";
  g_assert_null (tb_validate (pki_get_seeded (), c.leaf, &c.terms, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define FACT(name) g_test_add_func ("/validate/" #name, name)
  FACT (good_path_is_valid_and_every_row_is_good);
  FACT (expired_certificate_is_named_with_its_end);
  FACT (early_certificate_is_named_with_its_beginning);
  FACT (missing_intermediate_is_named);
  FACT (issuer_with_another_key_is_named);
  FACT (untrusted_root_is_named);
  FACT (self_signed_leaf_is_told_from_an_unknown_root);
  FACT (wrong_host_is_told_with_the_names_there_are);
  FACT (issuer_without_authority_is_named);
  FACT (wrong_purpose_is_told_with_the_purposes_there_are);
  FACT (last_second_is_told_with_both_verdicts);
  FACT (first_second_counts_from_its_beginning);
  FACT (anchor_need_not_be_self_signed);
  FACT (nothing_is_valid_without_an_anchor);
  FACT (question_without_sense_is_an_error);
  return g_test_run ();
}
