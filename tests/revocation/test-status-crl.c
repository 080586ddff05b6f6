/* What lists say about a certificate counts when they are signed, fresh and cover it, and the rows say why not when they do not. */
#include "revocation-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

#include "tb-status.h"

#define NOW_US (START_US + DAY_US)

static const RevForgery plain = { 0, 7 * DAY_US, 5, FALSE, { 0, NULL } };

/* The rule of the first row that is not good, or NULL. */
static TbStatusValue
judge_full (RevFixture *fixture, TbIdentity *who, GPtrArray *crls, GPtrArray *certificates, gint64 now_us, TbStatus *status, const char **failure)
{
  TbRevocationEvidence evidence = { crls, NULL, certificates };
  g_autoptr (TbChecks) checks = tb_checks_new ();
  g_autoptr (GError) error = NULL;
  const TbCheck *first;

  g_assert_true (tb_status_judge (fixture->crypto, rev_certificate (who), rev_certificate (fixture->issuing), 0, &evidence, now_us, checks, status,
                                  &error));
  g_assert_no_error (error);
  first = tb_checks_first_failure (checks);
  g_assert_cmpint (first == NULL, ==, status->value == TB_STATUS_GOOD);
  *failure = first != NULL ? first->rule->code : NULL;
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    g_assert_cmpstr (tb_checks_get (checks, i)->rule->source, !=, "");
  return status->value;
}

static void
assert_judged (RevFixture *fixture, TbIdentity *who, GPtrArray *crls, GPtrArray *certificates, gint64 now_us, TbStatusValue value, const char *failure)
{
  TbStatus status;
  const char *found;

  g_assert_cmpint (judge_full (fixture, who, crls, certificates, now_us, &status, &found), ==, value);
  g_assert_cmpstr (found, ==, failure);
}

static GPtrArray *
gather (TbCrl *first, ...)
{
  GPtrArray *crls = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);
  va_list args;

  va_start (args, first);
  for (TbCrl *crl = first; crl != NULL; crl = va_arg (args, TbCrl *))
    g_ptr_array_add (crls, crl);
  va_end (args);
  return crls;
}

static TbCrl *
make_list (RevFixture *fixture, TbCrlTerms terms, TbIdentity *revoked, TbRevocationReason reason)
{
  TbRevocation revocation = { 0 };

  if (revoked != NULL)
    revocation = rev_revocation (revoked, reason);
  return rev_make_list (fixture->issuing, &revocation, revoked != NULL ? 1 : 0, &terms);
}

/* --- one list --- */

static void
list_tells_good_and_revoked (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) crls = gather (make_list (fixture, rev_terms (1), fixture->locks[0], TB_REVOCATION_KEY_COMPROMISE), NULL);
  TbStatus status;
  const char *failure;

  g_assert_cmpint (judge_full (fixture, fixture->locks[0], crls, NULL, NOW_US, &status, &failure), ==, TB_STATUS_REVOKED);
  g_assert_cmpstr (failure, ==, "crl-entry");
  g_assert_cmpint (status.revocation.revoked_us, ==, START_US);
  g_assert_cmpint (status.revocation.reason, ==, TB_REVOCATION_KEY_COMPROMISE);
  g_assert_cmpint (status.fresh_until_us, ==, START_US + 7 * DAY_US);
  assert_judged (fixture, fixture->locks[1], crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
}

static void
without_evidence_nothing_is_known (RevFixture *fixture, gconstpointer algorithm)
{
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (GPtrArray) none = gather (NULL);
  g_autoptr (GPtrArray) others = gather (rev_make_list (fixture->other, NULL, 0, &terms), NULL);

  assert_judged (fixture, fixture->locks[0], NULL, NULL, NOW_US, TB_STATUS_UNKNOWN, "status-evidence");
  assert_judged (fixture, fixture->locks[0], none, NULL, NOW_US, TB_STATUS_UNKNOWN, "status-evidence");
  assert_judged (fixture, fixture->locks[0], others, NULL, NOW_US, TB_STATUS_UNKNOWN, "status-evidence");
}

static void
list_is_fresh_from_its_making_to_the_next (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) crls = gather (make_list (fixture, rev_terms (1), NULL, 0), NULL);

  assert_judged (fixture, fixture->locks[0], crls, NULL, START_US - 1, TB_STATUS_UNKNOWN, "crl-fresh");
  assert_judged (fixture, fixture->locks[0], crls, NULL, START_US, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[0], crls, NULL, START_US + 7 * DAY_US - 1, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[0], crls, NULL, START_US + 7 * DAY_US, TB_STATUS_UNKNOWN, "crl-fresh");
}

/* Lists that are odd in one thing, none with an entry: good or of no use. */
static const struct
{
  RevForgery forgery;
  const char *failure;
} odd[] = {
  { { 0, 7 * DAY_US, 5, FALSE, { 0, NULL } }, NULL },
  { { 0, 7 * DAY_US, -1, FALSE, { 0, NULL } }, "crl-number" },
  { { 0, 7 * DAY_US, 5, TRUE, { 0, NULL } }, "crl-number" },
  { { 0, 0, 5, FALSE, { 0, NULL } }, "crl-next-update" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_basic_constraints, "critical,CA:TRUE" } }, "crl-critical" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_basic_constraints, "CA:TRUE" } }, NULL },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@users" } }, NULL },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@authorities" } }, "crl-scope" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@attributes" } }, "crl-scope" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@part_a" } }, "crl-partition" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@part_dn" } }, "crl-partition" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@some" } }, "status" },
  { { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@indirect" } }, NULL },
};

static void
odd_lists_are_of_no_use (RevFixture *fixture, gconstpointer algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, fixture->issuing, fixture->issuing, &odd[i].forgery, NULL, 0), NULL);

      g_test_message ("row %u", i);
      assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, odd[i].failure == NULL ? TB_STATUS_GOOD : TB_STATUS_UNKNOWN, odd[i].failure);
    }
}

/* RFC 5280 section 5.3: one entry that is not understood spoils the list for everybody. */
static void
unknown_critical_entry_spoils_the_list (RevFixture *fixture, gconstpointer algorithm)
{
  RevEntry entry = { fixture->locks[1], NULL, NID_invalidity_date };
  g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, fixture->issuing, fixture->issuing, &plain, &entry, 1), NULL);

  assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, TB_STATUS_UNKNOWN, "crl-critical");
}

static void
list_with_another_key_s_signature_is_of_no_use (RevFixture *fixture, gconstpointer algorithm)
{
  RevEntry entry = { fixture->locks[0], NULL, 0 };
  g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, fixture->issuing, fixture->other, &plain, &entry, 1), NULL);

  assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, TB_STATUS_UNKNOWN, "crl-signature");
}

static void
signer_needs_the_right_key_usage (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevExtension without[] = { { NID_basic_constraints, "critical,CA:TRUE" }, { NID_key_usage, "critical,keyCertSign" }, { 0, NULL } };
  static const RevExtension silent[] = { { NID_basic_constraints, "critical,CA:TRUE" }, { 0, NULL } };
  const RevExtension *const rows[] = { without, silent };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      RevFixture own = *fixture;
      g_autoptr (TbIdentity) authority = rev_certify (fixture, NULL, "Shed CA", rows[i]);
      g_autoptr (TbIdentity) lock = rev_certify (fixture, authority, "shed-lock", rev_device);
      g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, authority, authority, &plain, NULL, 0), NULL);

      own.issuing = authority;
      assert_judged (&own, lock, crls, NULL, NOW_US, i == 0 ? TB_STATUS_UNKNOWN : TB_STATUS_GOOD, i == 0 ? "crl-key-usage" : NULL);
    }
}

/* --- parts --- */

static void
part_must_be_the_certificate_s (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevExtension points[] = { { NID_crl_distribution_points, "part_a" }, { 0, NULL } };
  g_autoptr (TbIdentity) lock = rev_certify (fixture, fixture->issuing, "lock with a point", points);
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (GPtrArray) ours = NULL, theirs = NULL, whole = NULL;

  whole = gather (make_list (fixture, terms, lock, TB_REVOCATION_SUPERSEDED), NULL);
  terms.partition = "http://crl.house/a";
  ours = gather (make_list (fixture, terms, lock, TB_REVOCATION_SUPERSEDED), NULL);
  terms.partition = "http://crl.house/b";
  theirs = gather (make_list (fixture, terms, lock, TB_REVOCATION_SUPERSEDED), NULL);
  assert_judged (fixture, lock, ours, NULL, NOW_US, TB_STATUS_REVOKED, "crl-entry");
  assert_judged (fixture, lock, theirs, NULL, NOW_US, TB_STATUS_UNKNOWN, "crl-partition");
  assert_judged (fixture, lock, whole, NULL, NOW_US, TB_STATUS_REVOKED, "crl-entry");
}

static void
relative_names_are_of_the_issuer (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevExtension points[] = { { NID_crl_distribution_points, "part_dn" }, { 0, NULL } };
  static const RevForgery forgery = { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@part_dn" } };
  g_autoptr (TbIdentity) lock = rev_certify (fixture, fixture->issuing, "lock with a point", points);
  g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, fixture->issuing, fixture->issuing, &forgery, NULL, 0), NULL);

  assert_judged (fixture, lock, crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
}

static void
lists_for_some_reasons_tell_together (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevForgery forgeries[] = {
    { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@some" } },
    { 0, 6 * DAY_US, 6, FALSE, { NID_issuing_distribution_point, "critical,@others" } },
  };
  RevEntry entry = { fixture->locks[1], NULL, 0 };
  g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, fixture->issuing, fixture->issuing, &forgeries[0], NULL, 0),
                                       rev_forge_list (fixture, fixture->issuing, fixture->issuing, &forgeries[1], &entry, 1), NULL);
  TbStatus status;
  const char *failure;

  g_assert_cmpint (judge_full (fixture, fixture->locks[0], crls, NULL, NOW_US, &status, &failure), ==, TB_STATUS_GOOD);
  g_assert_cmpint (status.fresh_until_us, ==, START_US + 6 * DAY_US);
  assert_judged (fixture, fixture->locks[1], crls, NULL, NOW_US, TB_STATUS_REVOKED, "crl-entry");
}

/* --- indirect lists --- */

static const RevForgery indirect = { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@indirect" } };
static const RevExtension list_signer[] = { { NID_key_usage, "critical,cRLSign" }, { NID_subject_key_identifier, "hash" }, { 0, NULL } };
static const RevExtension point_elsewhere[] = { { NID_crl_distribution_points, "point_lists" }, { 0, NULL } };

static void
indirect_list_tells_of_those_it_names (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) signer = rev_certify (fixture, fixture->issuing, "House lists", list_signer);
  g_autoptr (TbIdentity) revoked = rev_certify (fixture, fixture->issuing, "lock-10", point_elsewhere);
  g_autoptr (TbIdentity) other = rev_certify (fixture, fixture->issuing, "lock-11", point_elsewhere);
  /* The second entry is of the other authority, and so is the third, which names nobody. */
  RevEntry entries[] = { { revoked, fixture->issuing, 0 }, { other, fixture->other, 0 }, { fixture->locks[2], NULL, 0 } };
  g_autoptr (GPtrArray) crls = gather (rev_forge_list (fixture, signer, signer, &indirect, entries, G_N_ELEMENTS (entries)), NULL);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();

  assert_judged (fixture, revoked, crls, certificates, NOW_US, TB_STATUS_UNKNOWN, "crl-signer");
  g_ptr_array_add (certificates, rev_certificate (signer));
  assert_judged (fixture, revoked, crls, certificates, NOW_US, TB_STATUS_REVOKED, "crl-entry");
  assert_judged (fixture, other, crls, certificates, NOW_US, TB_STATUS_GOOD, NULL);
  /* It names no distribution point of another's. */
  assert_judged (fixture, fixture->locks[0], crls, certificates, NOW_US, TB_STATUS_UNKNOWN, "status-evidence");
}

static void
list_from_elsewhere_must_be_indirect_and_its_signer_ours (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) signer = rev_certify (fixture, fixture->issuing, "House lists", list_signer);
  g_autoptr (TbIdentity) stranger = rev_certify (fixture, fixture->other, "House lists", list_signer);
  g_autoptr (TbIdentity) lock = rev_certify (fixture, fixture->issuing, "lock-10", point_elsewhere);
  g_autoptr (GPtrArray) direct = gather (rev_forge_list (fixture, signer, signer, &plain, NULL, 0), NULL);
  g_autoptr (GPtrArray) strange = gather (rev_forge_list (fixture, stranger, stranger, &indirect, NULL, 0), NULL);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();

  g_ptr_array_add (certificates, rev_certificate (stranger));
  assert_judged (fixture, lock, strange, certificates, NOW_US, TB_STATUS_UNKNOWN, "crl-signer");
  g_ptr_array_add (certificates, rev_certificate (signer));
  assert_judged (fixture, lock, direct, certificates, NOW_US, TB_STATUS_UNKNOWN, "crl-indirect");
}

/* Whoever calls himself like the authority, and however often, is not believed, and takes no more than a moment. */
static void
many_impostors_are_not_believed (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) impostor = NULL;
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
  g_autoptr (GPtrArray) crls = NULL;

  fixture->algorithm = TB_KEY_P384;             /* so that the key is another */
  impostor = rev_certify (fixture, NULL, "House CA", rev_authority);
  crls = gather (rev_forge_list (fixture, impostor, impostor, &plain, NULL, 0), NULL);
  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (certificates, rev_certificate (impostor));
  assert_judged (fixture, fixture->locks[0], crls, certificates, NOW_US, TB_STATUS_UNKNOWN, "crl-signature");
}

/* --- delta lists --- */

static TbCrlTerms
delta_terms (guint64 number, gint64 base)
{
  return (TbCrlTerms) { number, base, START_US + DAY_US / 2, START_US + 2 * DAY_US, NULL, TB_CRL_ALL };
}

static void
delta_adds_and_removes (RevFixture *fixture, gconstpointer algorithm)
{
  TbRevocation changes[] = {
    rev_revocation (fixture->locks[0], TB_REVOCATION_REMOVE_FROM_CRL),
    rev_revocation (fixture->locks[1], TB_REVOCATION_SUPERSEDED),
  };
  TbCrlTerms terms = delta_terms (6, 5);
  g_autoptr (GPtrArray) crls = gather (rev_make_list (fixture->issuing, changes, 2, &terms),
                                       make_list (fixture, rev_terms (5), fixture->locks[0], TB_REVOCATION_CERTIFICATE_HOLD), NULL);

  assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[1], crls, NULL, NOW_US, TB_STATUS_REVOKED, "crl-entry");
  assert_judged (fixture, fixture->locks[2], crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
  /* When the delta list is stale, the full one still counts. */
  assert_judged (fixture, fixture->locks[0], crls, NULL, START_US + 3 * DAY_US, TB_STATUS_REVOKED, "crl-entry");
  assert_judged (fixture, fixture->locks[1], crls, NULL, START_US + 3 * DAY_US, TB_STATUS_GOOD, NULL);
}

static void
newest_delta_counts (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) crls = gather (make_list (fixture, delta_terms (7, 5), fixture->locks[0], TB_REVOCATION_REMOVE_FROM_CRL),
                                       make_list (fixture, rev_terms (5), NULL, 0),
                                       make_list (fixture, delta_terms (6, 5), fixture->locks[0], TB_REVOCATION_CERTIFICATE_HOLD), NULL);

  assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
}

static void
delta_needs_its_base (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) alone = gather (make_list (fixture, delta_terms (7, 5), fixture->locks[0], TB_REVOCATION_SUPERSEDED), NULL);
  g_autoptr (GPtrArray) too_new = gather (make_list (fixture, delta_terms (7, 6), fixture->locks[0], TB_REVOCATION_SUPERSEDED),
                                          make_list (fixture, rev_terms (5), NULL, 0), NULL);
  g_autoptr (GPtrArray) too_old = gather (make_list (fixture, delta_terms (5, 4), fixture->locks[0], TB_REVOCATION_SUPERSEDED),
                                          make_list (fixture, rev_terms (5), NULL, 0), NULL);

  assert_judged (fixture, fixture->locks[0], alone, NULL, NOW_US, TB_STATUS_UNKNOWN, "crl-base");
  assert_judged (fixture, fixture->locks[0], too_new, NULL, NOW_US, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[0], too_old, NULL, NOW_US, TB_STATUS_GOOD, NULL);
}

static void
delta_of_another_scope_is_set_aside (RevFixture *fixture, gconstpointer algorithm)
{
  TbCrlTerms terms = delta_terms (7, 5);
  g_autoptr (GPtrArray) crls = NULL;

  terms.only = TB_CRL_ONLY_END_ENTITIES;
  crls = gather (make_list (fixture, terms, fixture->locks[0], TB_REVOCATION_SUPERSEDED), make_list (fixture, rev_terms (5), NULL, 0), NULL);
  assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
}

/* --- several --- */

static void
freshest_list_decides (RevFixture *fixture, gconstpointer algorithm)
{
  TbCrlTerms later = rev_terms (2);
  g_autoptr (GPtrArray) crls = NULL;

  later.this_update_us += DAY_US / 2;
  crls = gather (make_list (fixture, rev_terms (1), fixture->locks[0], TB_REVOCATION_CERTIFICATE_HOLD), make_list (fixture, later, NULL, 0), NULL);
  assert_judged (fixture, fixture->locks[0], crls, NULL, NOW_US, TB_STATUS_GOOD, NULL);
  assert_judged (fixture, fixture->locks[0], crls, NULL, START_US + DAY_US / 4, TB_STATUS_REVOKED, "crl-entry");
}

#define ADD(path, test) g_test_add (path, RevFixture, GUINT_TO_POINTER (TB_KEY_P256), rev_fixture_set_up, test, rev_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/status-crl/says", list_tells_good_and_revoked);
  ADD ("/status-crl/none", without_evidence_nothing_is_known);
  ADD ("/status-crl/fresh", list_is_fresh_from_its_making_to_the_next);
  ADD ("/status-crl/odd", odd_lists_are_of_no_use);
  ADD ("/status-crl/odd/entry", unknown_critical_entry_spoils_the_list);
  ADD ("/status-crl/signature", list_with_another_key_s_signature_is_of_no_use);
  ADD ("/status-crl/key-usage", signer_needs_the_right_key_usage);
  ADD ("/status-crl/part", part_must_be_the_certificate_s);
  ADD ("/status-crl/part/relative", relative_names_are_of_the_issuer);
  ADD ("/status-crl/reasons", lists_for_some_reasons_tell_together);
  ADD ("/status-crl/indirect", indirect_list_tells_of_those_it_names);
  ADD ("/status-crl/indirect/refused", list_from_elsewhere_must_be_indirect_and_its_signer_ours);
  ADD ("/status-crl/impostors", many_impostors_are_not_believed);
  ADD ("/status-crl/delta", delta_adds_and_removes);
  ADD ("/status-crl/delta/newest", newest_delta_counts);
  ADD ("/status-crl/delta/base", delta_needs_its_base);
  ADD ("/status-crl/delta/scope", delta_of_another_scope_is_set_aside);
  ADD ("/status-crl/several", freshest_list_decides);
  return g_test_run ();
}
