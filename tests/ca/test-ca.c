/* An authority on disk issues what it should to whom it should, never twice under one number, and writes down who did it before it is done. */
#include "ca-fixture.h"

#include <string.h>

#include "tb-audit-log.h"
#include "tb-ca-private.h"
#include "tb-verify.h"

static void
issued_certificate_chains_to_the_root (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=lock-01", &ca_boss, &error);
  const TbCaAuthority *issuing = tb_ca_find_authority (fixture->ca, "issuing-1", NULL), *root = tb_ca_find_authority (fixture->ca, "root", NULL);
  g_autoptr (GPtrArray) chain = tb_ca_get_chain (fixture->ca, issuing, FALSE), anchors = g_ptr_array_new ();
  TbVerdict verdict;

  g_assert_no_error (error);
  g_ptr_array_add (anchors, root->certificate);
  g_assert_true (tb_verify_chain (tb_ca_get_crypto (fixture->ca), certificate, chain, anchors, TB_PURPOSE_TLS_CLIENT, NULL, NOW_US + DAY_US, &verdict, NULL));
  g_assert_cmpstr (verdict.reason, ==, "");
  g_assert_cmpuint (strlen (tb_certificate_get_serial (certificate)), ==, 32);
  g_assert_cmpint (tb_certificate_get_not_after_us (certificate), ==, NOW_US + 90 * DAY_US);
}

static void
everything_is_there_after_reopening (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_SERVICE, "CN=broker.lab", &ca_boss, NULL);
  g_autoptr (TbCaRow) row = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  ca_reopen (fixture);
  row = tb_ca_find (fixture->ca, tb_certificate_get_serial (certificate), NULL);
  rows = tb_ca_list (fixture->ca, NULL, NULL);
  g_assert_cmpint (row->state, ==, TB_CA_ISSUED);
  g_assert_true (g_bytes_equal (tb_certificate_get_der (row->certificate), tb_certificate_get_der (certificate)));
  g_assert_cmpstr (row->profile, ==, "service");
  g_assert_cmpstr (row->reserved_by, ==, "boss");
  g_assert_cmpuint (rows->len, ==, 3);
}

static void
refused (GError **error, const char *says)
{
  g_assert_error (*error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  if (strstr ((*error)->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (*error)->message, says);
  g_clear_error (error);
}

static void
policy_is_kept (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  X509_NAME *name = X509_NAME_new ();
  TbCaOrder order = { .profile = tb_issue_profile_get_builtin (TB_PROFILE_DEVICE), .subject = name, .public_key = tb_key_get_pkey (fixture->key), .action = "issue" };

  g_assert_null (tb_ca_issue (fixture->ca, &order, &ca_boss, &error));
  refused (&error, "would name nobody");
  X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guint8 *) "x", -1, -1, 0);
  order.days = 36500;
  g_assert_null (tb_ca_issue (fixture->ca, &order, &ca_boss, &error));
  refused (&error, "at most 3650 days");
  order.days = 0;
  order.profile = tb_issue_profile_get_builtin (TB_PROFILE_AUTHORITY);
  order.issuer = "issuing-1";
  g_assert_null (tb_ca_issue (fixture->ca, &order, &ca_boss, &error));
  refused (&error, "path length 0");
  X509_NAME_free (name);
}

static void
certificate_ends_with_its_issuer (CaFixture *fixture, gconstpointer data)
{
  const TbCaAuthority *issuing = tb_ca_find_authority (fixture->ca, "issuing-1", NULL);
  gint64 end_us = tb_certificate_get_not_after_us (issuing->certificate);
  TbCaActor late = { "boss", end_us - DAY_US }, later = { "boss", end_us + DAY_US };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &late, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tb_certificate_get_not_after_us (certificate), ==, end_us);
  g_assert_null (ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &later, &error));
  refused (&error, "is not valid now");
}

/* A second process draws the same number: the index refuses it, and the first one keeps it. */
static void
serial_number_is_never_used_twice (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &ca_boss, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (tb_sql_run (fixture->ca->db, &error, "INSERT INTO certificate (serial, authority, profile, subject, not_before_us, not_after_us,"
                              " reserved_us, reserved_by, tbs) VALUES (?, 'root', 'x', 'x', 0, 0, 0, 'x', x'00')", "s", tb_certificate_get_serial (certificate)));
  g_assert_error (error, TB_SQL_ERROR, TB_SQL_ERROR_FAILED);
  g_assert_true (tb_sql_is_taken (fixture->ca->db));
}

static void
what_is_reserved_is_what_is_signed (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &ca_boss, NULL);
  g_autoptr (sqlite3_stmt) query = tb_sql_query (fixture->ca->db, NULL, "SELECT tbs FROM certificate WHERE serial = ?", "s", tb_certificate_get_serial (certificate));
  g_autoptr (GBytes) tbs = NULL;
  unsigned char *signed_part = NULL;
  gboolean has_row;
  int n = i2d_re_X509_tbs (tb_certificate_get_x509 (certificate), &signed_part);

  g_assert_true (tb_sql_step (query, &has_row, NULL) && has_row);
  tbs = tb_sql_get_bytes (query, 0);
  g_assert_cmpmem (g_bytes_get_data (tbs, NULL), g_bytes_get_size (tbs), signed_part, n);
  OPENSSL_free (signed_part);
}

/* --- roles and the audit log --- */

static guint
count_entries (CaFixture *fixture)
{
  g_autoptr (GArray) leaves = NULL;

  g_assert_true (tb_audit_log_read_leaves (fixture->ca->db, &leaves, NULL));
  return leaves->len;
}

static void
entry_is_there_before_the_signature (CaFixture *fixture, gconstpointer data)
{
  guint before = count_entries (fixture);
  g_autoptr (TbCaPending) pending = ca_reserve (fixture, TB_PROFILE_DEVICE, "CN=x", &ca_boss, NULL);
  g_autofree char *log = tb_audit_log_export (fixture->ca->db, NULL);

  g_assert_nonnull (pending);
  g_assert_cmpuint (count_entries (fixture), ==, before + 1);
  g_assert_nonnull (strstr (log, "2026-03-02T06:00:00Z\tboss\tissue\tissuing-1\tserial="));
}

static void
only_roles_open_keys (CaFixture *fixture, gconstpointer data)
{
  const TbCaActor clerk = { "clerk", NOW_US };
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &ca_boss, NULL), issued = NULL;
  const char *serial = tb_certificate_get_serial (certificate);
  g_autoptr (GError) error = NULL;
  guint before = count_entries (fixture);

  g_assert_null (ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &clerk, &error));
  refused (&error, "has no role");
  g_assert_cmpuint (count_entries (fixture), ==, before + 1);
  g_assert_true (tb_ca_change_roles (fixture->ca, "clerk", TB_CA_ISSUING_OFFICER, 0, &ca_boss, NULL));
  issued = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &clerk, &error);
  g_assert_no_error (error);
  g_assert_false (tb_ca_revoke (fixture->ca, serial, TB_REVOCATION_SUPERSEDED, &clerk, &error));
  refused (&error, "it takes the role revocation-officer");
  g_assert_false (tb_ca_change_roles (fixture->ca, "clerk", TB_CA_ALL_ROLES, 0, &clerk, &error));
  refused (&error, "administrator");
}

static void
last_administrator_stays (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) people = NULL;

  g_assert_false (tb_ca_change_roles (fixture->ca, "boss", 0, TB_CA_ADMINISTRATOR, &ca_boss, &error));
  refused (&error, "no administrator left");
  people = tb_ca_list_people (fixture->ca, NULL);
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_cmpuint (g_array_index (people, TbCaPerson, 0).roles, ==, TB_CA_ALL_ROLES);
}

/* --- revocation --- */

static void
revoked_is_for_good_and_hold_is_not (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &ca_boss, NULL);
  const char *serial = tb_certificate_get_serial (certificate);
  g_autoptr (GError) error = NULL;
  static const struct { TbRevocationReason reason; gboolean is_good; TbCaState after; } steps[] = {
    { TB_REVOCATION_REMOVE_FROM_CRL, FALSE, TB_CA_ISSUED },
    { TB_REVOCATION_CERTIFICATE_HOLD, TRUE, TB_CA_HELD },
    { TB_REVOCATION_CERTIFICATE_HOLD, FALSE, TB_CA_HELD },
    { TB_REVOCATION_REMOVE_FROM_CRL, TRUE, TB_CA_ISSUED },
    { TB_REVOCATION_CERTIFICATE_HOLD, TRUE, TB_CA_HELD },
    { TB_REVOCATION_KEY_COMPROMISE, TRUE, TB_CA_REVOKED },
    { TB_REVOCATION_REMOVE_FROM_CRL, FALSE, TB_CA_REVOKED },
    { TB_REVOCATION_SUPERSEDED, FALSE, TB_CA_REVOKED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gboolean is_good = steps[i].reason == TB_REVOCATION_REMOVE_FROM_CRL ? tb_ca_release (fixture->ca, serial, &ca_boss, &error)
                                                                         : tb_ca_revoke (fixture->ca, serial, steps[i].reason, &ca_boss, &error);
      g_autoptr (TbCaRow) row = tb_ca_find (fixture->ca, serial, NULL);

      g_assert_cmpint (is_good, ==, steps[i].is_good);
      g_assert_cmpint (row->state, ==, steps[i].after);
      g_clear_error (&error);
      g_assert_true (tb_ca_is_good (fixture->ca, serial, &is_good, NULL));
      g_assert_cmpint (is_good, ==, steps[i].after == TB_CA_ISSUED);
    }
}

static void
serial_numbers_are_read_as_people_copy_them (CaFixture *fixture, gconstpointer data)
{
  g_autoptr (TbCertificate) certificate = ca_issue (fixture, TB_PROFILE_DEVICE, "CN=x", &ca_boss, NULL);
  g_autofree char *upper = g_ascii_strup (tb_certificate_get_serial (certificate), -1), *prefixed = g_strconcat ("0x", upper, NULL);
  g_autofree char *with_colon = g_strdup_printf ("%.2s:%s", upper, upper + 2);
  g_autoptr (TbCaRow) one = tb_ca_find (fixture->ca, upper, NULL), two = tb_ca_find (fixture->ca, prefixed, NULL), three = tb_ca_find (fixture->ca, with_colon, NULL);
  static const char *const bad[] = { "", "x", "12 34", "-1", "0x", "'; DROP TABLE certificate", "112233445566778899aabbccddeeff001122334455" };

  gboolean is_good;

  g_assert_true (one != NULL && two != NULL && three != NULL);
  g_assert_true (tb_ca_is_good (fixture->ca, "00", &is_good, NULL));
  g_assert_false (is_good);
  g_assert_false (tb_ca_is_good (fixture->ca, "x", &is_good, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_ca_find (fixture->ca, bad[i], &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
    }
  g_assert_null (tb_ca_find (fixture->ca, "00", NULL));
}

/* --- folders --- */

static void
other_folders_are_refused (CaFixture *fixture, gconstpointer data)
{
  TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = "CN=Root" }, bad = { .algorithm = TB_KEY_P256, .subject = "Root" };
  g_autofree char *elsewhere = g_build_filename (fixture->folder, "other", NULL), *index = g_build_filename (fixture->folder, "index.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  g_assert_false (tb_ca_init (fixture->directory, &setup, &ca_boss, &error));
  refused (&error, "is there already");
  g_assert_null (tb_ca_open (elsewhere, NULL, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (index, "nothing of the kind", -1, NULL));
  g_assert_null (tb_ca_open (fixture->folder, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (tb_ca_init (elsewhere, &bad, &ca_boss, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (elsewhere, G_FILE_TEST_EXISTS));
  dir = g_dir_open (fixture->folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    g_assert_true (strstr (name, ".new-") == NULL);
}

static void
authorities_are_added_at_any_depth (CaFixture *fixture, gconstpointer data)
{
  const TbIssueProfile *middle = tb_issue_profile_get_builtin (TB_PROFILE_INTERMEDIATE), *device = tb_issue_profile_get_builtin (TB_PROFILE_DEVICE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  g_assert_true (tb_ca_add_authority (fixture->ca, "a", "root", "CN=A", TB_KEY_P256, middle, 0, &ca_boss, &error));
  g_assert_true (tb_ca_add_authority (fixture->ca, "b", "a", "CN=B", TB_KEY_P256, middle, 0, &ca_boss, &error));
  g_assert_true (tb_ca_add_authority (fixture->ca, "c", "b", "CN=C", TB_KEY_P256, middle, 0, &ca_boss, &error));
  chain = tb_ca_get_chain (fixture->ca, tb_ca_find_authority (fixture->ca, "c", NULL), TRUE);
  g_assert_cmpuint (chain->len, ==, 4);
  g_assert_false (tb_ca_add_authority (fixture->ca, "c", "b", "CN=C", TB_KEY_P256, middle, 0, &ca_boss, &error));
  refused (&error, "already");
  g_assert_false (tb_ca_add_authority (fixture->ca, "../x", "b", "CN=C", TB_KEY_P256, middle, 0, &ca_boss, &error));
  refused (&error, "cannot be the name");
  g_assert_false (tb_ca_add_authority (fixture->ca, "d", "b", "CN=D", TB_KEY_P256, device, 0, &ca_boss, &error));
  refused (&error, "not for authorities");
  g_assert_false (tb_ca_add_authority (fixture->ca, "e", "issuing-1", "CN=E", TB_KEY_P256, middle, 0, &ca_boss, &error));
  refused (&error, "path length 0");
}

#define ADD(path, test) g_test_add (path, CaFixture, NULL, ca_fixture_set_up, test, ca_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ca/chain", issued_certificate_chains_to_the_root);
  ADD ("/ca/reopen", everything_is_there_after_reopening);
  ADD ("/ca/policy", policy_is_kept);
  ADD ("/ca/shell", certificate_ends_with_its_issuer);
  ADD ("/ca/serial", serial_number_is_never_used_twice);
  ADD ("/ca/reserved", what_is_reserved_is_what_is_signed);
  ADD ("/ca/audit/before", entry_is_there_before_the_signature);
  ADD ("/ca/roles", only_roles_open_keys);
  ADD ("/ca/roles/last", last_administrator_stays);
  ADD ("/ca/revoke", revoked_is_for_good_and_hold_is_not);
  ADD ("/ca/revoke/serial", serial_numbers_are_read_as_people_copy_them);
  ADD ("/ca/folders", other_folders_are_refused);
  ADD ("/ca/authorities", authorities_are_added_at_any_depth);
  return g_test_run ();
}
