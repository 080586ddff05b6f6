/* Fuzzes reading a list of revoked certificates and judging by it. What is read here, OpenSSL has to count the same entries in. */
#include "fuzz.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "revocation-fixture.h"
#include "tb-status.h"

static RevFixture *
get_fixture (void)
{
  static RevFixture *fixture;

  if (fixture == NULL)
    {
      fixture = g_new0 (RevFixture, 1);
      rev_fixture_set_up (fixture, GUINT_TO_POINTER (TB_KEY_P256));
    }
  return fixture;
}

static void
judge (RevFixture *fixture, TbCrl *crl)
{
  g_autoptr (GPtrArray) crls = g_ptr_array_new ();
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbRevocationEvidence evidence = { crls, NULL, certificates };
  TbStatus status;

  g_ptr_array_add (crls, crl);
  g_ptr_array_add (certificates, rev_certificate (fixture->responder));
  tb_status_judge (fixture->crypto, rev_certificate (fixture->locks[0]), rev_certificate (fixture->issuing), 0, &evidence, START_US + DAY_US, checks,
                   &status, NULL);
  if ((tb_checks_first_failure (checks) == NULL) != (status.value == TB_STATUS_GOOD))
    g_error ("the rows do not say what the status is");
}

static void
compare (TbCrl *crl)
{
  X509_CRL *theirs = tb_crl_get_x509_crl (crl);
  int n = theirs != NULL ? sk_X509_REVOKED_num (X509_CRL_get_REVOKED (theirs)) : (int) tb_crl_get_n (crl);

  if ((guint) MAX (n, 0) != tb_crl_get_n (crl))
    g_error ("%u entries, OpenSSL counts %d", tb_crl_get_n (crl), n);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  RevFixture *fixture = get_fixture ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr (GPtrArray) lists = tb_crl_read_all (fixture->crypto, bytes, NULL);

  for (guint i = 0; lists != NULL && i < lists->len; i++)
    {
      judge (fixture, g_ptr_array_index (lists, i));
      compare (g_ptr_array_index (lists, i));
    }
  ERR_clear_error ();
  return 0;
}

/* --- seeds --- */

static void
add (GPtrArray *seeds, TbCrl *crl)
{
  g_ptr_array_add (seeds, g_bytes_ref (tb_crl_get_der (crl)));
  tb_crl_unref (crl);
}

GPtrArray *
fuzz_make_seeds (void)
{
  static const RevForgery indirect = { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@indirect" } };
  static const RevForgery relative = { 0, 0, -1, FALSE, { NID_issuing_distribution_point, "critical,@part_dn" } };
  RevFixture *fixture = get_fixture ();
  TbRevocation revocations[] = {
    rev_revocation (fixture->locks[0], TB_REVOCATION_KEY_COMPROMISE),
    rev_revocation (fixture->locks[1], TB_REVOCATION_UNSPECIFIED),
  };
  TbCrlTerms full = rev_terms (5), delta = { 6, 5, START_US, START_US + DAY_US, "http://crl.house/a", TB_CRL_ONLY_END_ENTITIES };
  RevEntry entries[] = { { fixture->locks[0], fixture->issuing, 0 }, { fixture->locks[1], fixture->other, NID_invalidity_date } };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  add (seeds, rev_make_list (fixture->issuing, revocations, 2, &full));
  add (seeds, rev_make_list (fixture->issuing, revocations, 2, &delta));
  add (seeds, rev_forge_list (fixture, fixture->issuing, fixture->issuing, &indirect, entries, 2));
  add (seeds, rev_forge_list (fixture, fixture->issuing, fixture->issuing, &relative, entries, 1));
  return seeds;
}
