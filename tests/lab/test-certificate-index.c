/* The index knows every certificate of a journal, which one counted at any moment, and what became of it. */
#include <string.h>

#include "tb-certificate-index.h"

enum { AUTHORITY = 1, LOCK, OTHER };

typedef struct
{
  TbJournal *journal;
  TbCertificateIndex *index;
} Fixture;

static guint64
append (Fixture *f, TbRecordKind kind, guint32 subject, gint64 value, guint detail, const char *payload)
{
  TbRecord record = { .time_us = (gint64) tb_journal_get_length (f->journal), .kind = (guint16) kind, .subject = subject, .object = AUTHORITY, .value = value,
                      .detail = (guint16) detail, .payload = TB_NO_PAYLOAD };

  if (payload != NULL)
    record.payload = tb_journal_add_payload (f->journal, g_bytes_new (payload, strlen (payload)));
  tb_journal_append (f->journal, &record);
  tb_journal_publish (f->journal);
  return tb_journal_get_length (f->journal);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->journal = tb_journal_new (0);
  f->index = tb_certificate_index_new (f->journal);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tb_certificate_index_free (f->index);
  tb_journal_unref (f->journal);
}

static void
read_all (Fixture *f)
{
  tb_certificate_index_read (f->index, tb_journal_get_length (f->journal));
}

static void
newest_that_arrived_is_current (Fixture *f, gconstpointer data)
{
  guint64 none = append (f, TB_RECORD_POWERED_ON, LOCK, 0, 0, NULL);
  guint64 issued = append (f, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 100, 1, "one");
  guint64 installed = append (f, TB_RECORD_CERTIFICATE_INSTALLED, LOCK, 100, 0, "one");
  guint64 again = append (f, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 200, 2, "two");
  guint64 renewed = append (f, TB_RECORD_CERTIFICATE_INSTALLED, LOCK, 200, 0, "two");

  read_all (f);
  g_assert_cmpuint (tb_certificate_index_find_current (f->index, LOCK, none), ==, TB_NO_CERTIFICATE);
  g_assert_cmpuint (tb_certificate_index_find_current (f->index, LOCK, issued), ==, 0);
  g_assert_cmpuint (tb_certificate_index_find_current (f->index, LOCK, installed), ==, 0);
  g_assert_cmpuint (tb_certificate_index_find_current (f->index, LOCK, again), ==, 0);
  g_assert_cmpuint (tb_certificate_index_find_latest (f->index, LOCK, again), ==, 1);
  g_assert_cmpuint (tb_certificate_index_find_current (f->index, LOCK, renewed), ==, 1);
  g_assert_false (tb_certificate_index_is_replaced (f->index, 0, again));
  g_assert_true (tb_certificate_index_is_replaced (f->index, 0, renewed));
  g_assert_cmpuint (tb_certificate_index_find_current (f->index, OTHER, renewed), ==, TB_NO_CERTIFICATE);
}

static void
reading_on_finds_what_came_after (Fixture *f, gconstpointer data)
{
  guint64 issued = append (f, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 100, 1, "one");

  tb_certificate_index_read (f->index, issued);
  g_assert_cmpint (tb_certificate_index_judge (f->index, 0, issued, 1), ==, TB_IDENTITY_ENROLLING);
  append (f, TB_RECORD_CERTIFICATE_INSTALLED, LOCK, 100, 0, "one");
  read_all (f);
  g_assert_cmpint (tb_certificate_index_judge (f->index, 0, issued, 1), ==, TB_IDENTITY_ENROLLING);
  g_assert_cmpint (tb_certificate_index_judge (f->index, 0, issued + 1, 1), ==, TB_IDENTITY_VALID);
  g_assert_cmpint (tb_certificate_index_judge (f->index, 0, issued + 1, 95), ==, TB_IDENTITY_EXPIRING);
  g_assert_cmpint (tb_certificate_index_judge (f->index, 0, issued + 1, 100), ==, TB_IDENTITY_EXPIRED);
}

static void
revocation_belongs_to_the_very_certificate (Fixture *f, gconstpointer data)
{
  guint64 revoked;

  append (f, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 100, 1, "one");
  append (f, TB_RECORD_CERTIFICATE_INSTALLED, LOCK, 100, 0, "one");
  append (f, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 200, 2, "two");
  revoked = append (f, TB_RECORD_CERTIFICATE_REVOKED, LOCK, 3, 1, "one");
  append (f, TB_RECORD_CERTIFICATE_RELEASED, LOCK, 0, 0, "one");
  read_all (f);
  g_assert_null (tb_certificate_index_find_change (f->index, 0, revoked - 1));
  g_assert_true (tb_certificate_index_find_change (f->index, 0, revoked)->revoked);
  g_assert_cmpuint (tb_certificate_index_find_change (f->index, 0, revoked)->reason, ==, 1);
  g_assert_false (tb_certificate_index_find_change (f->index, 0, revoked + 1)->revoked);
  g_assert_null (tb_certificate_index_find_change (f->index, 1, revoked + 1));
  g_assert_cmpint (tb_certificate_index_judge (f->index, 0, revoked, 5), ==, TB_IDENTITY_REVOKED);
}

static void
revoking_what_was_never_issued_changes_nothing (Fixture *f, gconstpointer data)
{
  append (f, TB_RECORD_CERTIFICATE_REVOKED, OTHER, 3, 1, "none");
  append (f, TB_RECORD_CERTIFICATE_INSTALLED, OTHER, 3, 1, NULL);
  read_all (f);
  g_assert_cmpuint (tb_certificate_index_count (f->index, 10), ==, 0);
}

static void
issuer_is_the_deepest_there_was (Fixture *f, gconstpointer data)
{
  guint64 end;

  append (f, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 1000, 0, "root");
  append (f, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 1000, 1, "issuing");
  append (f, TB_RECORD_CERTIFICATE_ISSUED, LOCK, 100, 1, "one");
  end = append (f, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 1000, 1, "next issuing");
  read_all (f);
  g_assert_cmpuint (tb_certificate_index_find_issuer (f->index, 2, end), ==, 1);
  g_assert_cmpuint (tb_certificate_index_find_issuer (f->index, 1, end), ==, 0);
  g_assert_cmpuint (tb_certificate_index_find_issuer (f->index, 3, end), ==, 0);
  g_assert_cmpuint (tb_certificate_index_find_issuer (f->index, 0, end), ==, TB_NO_CERTIFICATE);
  g_assert_cmpuint (tb_certificate_index_count_authorities (f->index, 2), ==, 2);
  g_assert_cmpuint (tb_certificate_index_count_authorities (f->index, end), ==, 3);
  g_assert_cmpuint (tb_certificate_index_count_subjects (f->index, end), ==, 1);
}

static void
last_list_before_the_moment_counts (Fixture *f, gconstpointer data)
{
  guint64 first = append (f, TB_RECORD_CRL_PUBLISHED, AUTHORITY, 10, 0, "full");
  guint64 delta = append (f, TB_RECORD_CRL_PUBLISHED, AUTHORITY, 10, 1, "delta");
  guint64 second = append (f, TB_RECORD_CRL_PUBLISHED, AUTHORITY, 20, 0, "full again");

  read_all (f);
  g_assert_null (tb_certificate_index_find_crl (f->index, AUTHORITY, first - 1, FALSE));
  g_assert_cmpuint (tb_certificate_index_find_crl (f->index, AUTHORITY, delta, FALSE)->place, ==, first - 1);
  g_assert_cmpuint (tb_certificate_index_find_crl (f->index, AUTHORITY, second, FALSE)->place, ==, second - 1);
  g_assert_cmpuint (tb_certificate_index_find_crl (f->index, AUTHORITY, second, TRUE)->place, ==, delta - 1);
  g_assert_null (tb_certificate_index_find_crl (f->index, OTHER, second, FALSE));
}

#define ADD(path, func) g_test_add ("/certificate-index/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("current", newest_that_arrived_is_current);
  ADD ("growing", reading_on_finds_what_came_after);
  ADD ("revoked", revocation_belongs_to_the_very_certificate);
  ADD ("unknown", revoking_what_was_never_issued_changes_nothing);
  ADD ("issuer", issuer_is_the_deepest_there_was);
  ADD ("lists", last_list_before_the_moment_counts);
  return g_test_run ();
}
