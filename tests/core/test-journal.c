/* The journal keeps what was appended, shows what was published, to any thread, in memory or in its file. */
#include "tb-journal.h"

#include <string.h>

#define CHUNK ((guint64) 65536)         /* records; the tests cross the boundary on purpose */
#define CHUNK_BYTES (CHUNK * sizeof (TbRecord))

static TbRecord
make_record (guint64 i)
{
  return (TbRecord) { .time_us = (gint64) (i / 3), .value = (gint64) (i * 7), .subject = (guint32) (i % 1000 + 1), .object = TB_NOBODY,
                      .payload = TB_NO_PAYLOAD, .kind = TB_RECORD_MESSAGE, .detail = (guint16) i };
}

static void
append_many (TbJournal *journal, guint64 n_records)
{
  for (guint64 i = 0; i < n_records; i++)
    {
      TbRecord record = make_record (i);

      g_assert_cmpuint (tb_journal_append (journal, &record), ==, i);
    }
  tb_journal_publish (journal);
}

static void
assert_records (TbJournal *journal, guint64 n_records)
{
  g_assert_cmpuint (tb_journal_get_length (journal), ==, n_records);
  for (guint64 i = 0; i < n_records; i++)
    {
      TbRecord expected = make_record (i);

      g_assert_cmpmem (tb_journal_get (journal, i), sizeof expected, &expected, sizeof expected);
    }
}

static void
unpublished_records_are_not_seen (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  TbRecord record = make_record (0);

  g_assert_cmpuint (tb_journal_get_length (journal), ==, 0);
  tb_journal_append (journal, &record);
  g_assert_cmpuint (tb_journal_get_length (journal), ==, 0);
  tb_journal_publish (journal);
  g_assert_cmpuint (tb_journal_get_length (journal), ==, 1);
  tb_journal_append (journal, &record);
  g_assert_cmpuint (tb_journal_get_length (journal), ==, 1);
}

static void
records_are_kept (gconstpointer budget)
{
  g_autoptr (TbJournal) journal = tb_journal_new (*(const guint64 *) budget);

  append_many (journal, 3 * CHUNK + 5);
  assert_records (journal, 3 * CHUNK + 5);
}

static void
records_never_move (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (CHUNK_BYTES);
  const TbRecord *first, *spilled;
  TbRecord copy = make_record (0);

  append_many (journal, CHUNK + 1);
  first = tb_journal_get (journal, 0);
  spilled = tb_journal_get (journal, CHUNK);
  for (guint i = 0; i < 3 * CHUNK; i++)
    tb_journal_append (journal, &copy);
  tb_journal_publish (journal);
  g_assert_true (tb_journal_get (journal, 0) == first);
  g_assert_true (tb_journal_get (journal, CHUNK) == spilled);
}

static guint64
count_deleted_mappings (void)
{
  g_autofree char *maps = NULL;
  guint64 n = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  for (const char *at = maps; (at = strstr (at, "trustbed-journal-")) != NULL; at++)
    n++;
  return n;
}

/* Beyond the budget records live in a file that nobody else can see; within it they do not. */
static void
spill_goes_to_an_unlinked_file (void)
{
  g_autoptr (TbJournal) within = tb_journal_new (2 * CHUNK_BYTES), beyond = NULL;

  append_many (within, 2 * CHUNK);
  g_assert_cmpuint (count_deleted_mappings (), ==, 0);
  beyond = tb_journal_new (2 * CHUNK_BYTES);
  append_many (beyond, 2 * CHUNK + 1);
  g_assert_cmpuint (count_deleted_mappings (), >, 0);
}

/* In a process of its own, since the place for temporary files is looked up once. */
static void
no_room_for_a_file_is_no_end (void)
{
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  g_setenv ("TMPDIR", "/nonexistent", TRUE);
  g_assert_cmpstr (g_get_tmp_dir (), ==, "/nonexistent");
  records_are_kept (&(guint64) { 0 });
  g_assert_cmpuint (count_deleted_mappings (), ==, 0);
}

static void
spans_cover_everything_once (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (CHUNK_BYTES);
  guint64 at = 5, end = 2 * CHUNK + 7;
  const TbRecord *span;
  gsize n;

  append_many (journal, 2 * CHUNK + 9);
  for (; (span = tb_journal_get_span (journal, at, end, &n)) != NULL; at += n)
    {
      g_assert_cmpuint (n, >, 0);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpint (span[i].value, ==, (gint64) ((at + i) * 7));
    }
  g_assert_cmpuint (at, ==, end);
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (tb_journal_get_span (journal, end + 1, end, &n));
}

static void
time_is_found (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);

  g_assert_cmpuint (tb_journal_find_time (journal, 0), ==, 0);
  append_many (journal, CHUNK + 300);           /* three records at each time */
  g_assert_cmpuint (tb_journal_find_time (journal, -1), ==, 0);
  g_assert_cmpuint (tb_journal_find_time (journal, 0), ==, 3);
  g_assert_cmpuint (tb_journal_find_time (journal, 7), ==, 24);
  g_assert_cmpuint (tb_journal_find_time (journal, 21900), ==, 65703);
  g_assert_cmpuint (tb_journal_find_time (journal, G_MAXINT64), ==, CHUNK + 300);
}

/* --- payloads and hashes --- */

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static guint64
append_with (TbJournal *journal, guint64 i, guint32 payload)
{
  TbRecord record = make_record (i);

  record.payload = payload;
  return tb_journal_append (journal, &record);
}

static void
payloads_come_back (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *text = g_strdup_printf ("payload %u", i);

      g_assert_cmpuint (tb_journal_add_payload (journal, bytes_of (text)), ==, i);
    }
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *text = g_strdup_printf ("payload %u", i);
      GBytes *payload = tb_journal_get_payload (journal, i);

      g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), text, strlen (text));
    }
  g_assert_null (tb_journal_get_payload (journal, TB_NO_PAYLOAD));
}

static void
payloads_are_freed_with_the_journal (void)
{
  TbJournal *journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET), *other = tb_journal_ref (journal);
  gboolean freed = FALSE;

  tb_journal_add_payload (journal, g_bytes_new_with_free_func ("x", 1, (GDestroyNotify) g_atomic_int_inc, &freed));
  tb_journal_unref (journal);
  g_assert_false (freed);
  tb_journal_unref (other);
  g_assert_true (freed);
}

/* A journal of three records that name the payloads of @order, after @n_unused payloads that no record names. */
static TbJournal *
journal_with (const char *const texts[3], const guint order[3], guint n_unused)
{
  TbJournal *journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  guint32 payloads[3];

  for (guint i = 0; i < n_unused; i++)
    tb_journal_add_payload (journal, bytes_of ("unused"));
  for (guint i = 0; i < 3; i++)
    payloads[i] = tb_journal_add_payload (journal, bytes_of (texts[i]));
  for (guint i = 0; i < 3; i++)
    append_with (journal, i, payloads[order[i]]);
  tb_journal_publish (journal);
  return journal;
}

static const char *const abc[3] = { "a", "b", "c" };
static const guint in_order[3] = { 0, 1, 2 };

static void
same_journal_same_hash (void)
{
  g_autoptr (TbJournal) a = journal_with (abc, in_order, 0), b = journal_with (abc, in_order, 0);
  g_autofree char *hash_a = tb_journal_hash (a), *hash_b = tb_journal_hash (b);

  g_assert_cmpstr (hash_a, ==, hash_b);
  g_assert_cmpuint (strlen (hash_a), ==, 64);
}

/* Looking at something makes payloads that no record names: a run must not be another one for it. */
static void
unnamed_payloads_do_not_count (void)
{
  g_autoptr (TbJournal) a = journal_with (abc, in_order, 0), b = journal_with (abc, in_order, 5);
  g_autofree char *hash_a = tb_journal_hash (a), *hash_b = tb_journal_hash (b);

  g_assert_cmpstr (hash_a, ==, hash_b);
}

static void
order_of_adding_payloads_does_not_count (void)
{
  static const char *const cba[3] = { "c", "b", "a" };
  static const guint backwards[3] = { 2, 1, 0 };
  g_autoptr (TbJournal) a = journal_with (abc, in_order, 0), b = journal_with (cba, backwards, 0);
  g_autofree char *hash_a = tb_journal_hash (a), *hash_b = tb_journal_hash (b);

  g_assert_cmpstr (hash_a, ==, hash_b);
}

/* Each differs from the plain one in one thing, and so does its hash; the outcome differs only where a record does. */
static void
what_is_named_counts (void)
{
  static const char *const abd[3] = { "a", "b", "d" }, *const joined[3] = { "ab", "", "c" };
  static const guint swapped[3] = { 1, 0, 2 }, repeated[3] = { 0, 0, 2 };
  g_autoptr (TbJournal) plain = journal_with (abc, in_order, 0);
  TbJournal *others[] = { journal_with (abd, in_order, 0), journal_with (joined, in_order, 0), journal_with (abc, swapped, 0),
                          journal_with (abc, repeated, 0) };
  g_autofree char *hash = tb_journal_hash (plain), *outcome = tb_journal_hash_outcome (plain);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *other_hash = tb_journal_hash (others[i]), *other_outcome = tb_journal_hash_outcome (others[i]);

      g_assert_cmpstr (hash, !=, other_hash);
      g_assert_cmpstr (outcome, ==, other_outcome);
      tb_journal_unref (others[i]);
    }
}

static void
every_field_counts (void)
{
  static const TbRecord changes[] = {
    { .time_us = 1 }, { .value = 1 }, { .subject = 1 }, { .object = 1 }, { .kind = 1 }, { .detail = 1 },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
      TbRecord record = changes[i];

      record.payload = TB_NO_PAYLOAD;
      tb_journal_append (journal, &record);
      tb_journal_publish (journal);
      g_assert_true (g_hash_table_add (seen, tb_journal_hash (journal)));
      g_assert_true (g_hash_table_add (seen, tb_journal_hash_outcome (journal)));
    }
}

static void
unpublished_records_are_not_hashed (void)
{
  g_autoptr (TbJournal) journal = journal_with (abc, in_order, 0);
  g_autofree char *before = tb_journal_hash (journal), *after = NULL, *published = NULL;

  append_with (journal, 3, TB_NO_PAYLOAD);
  after = tb_journal_hash (journal);
  g_assert_cmpstr (before, ==, after);
  tb_journal_publish (journal);
  published = tb_journal_hash (journal);
  g_assert_cmpstr (before, !=, published);
}

static void
where_records_live_does_not_count (void)
{
  g_autoptr (TbJournal) memory = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET), file = tb_journal_new (0);
  g_autofree char *hash_memory = NULL, *hash_file = NULL;

  append_many (memory, CHUNK + 1);
  append_many (file, CHUNK + 1);
  hash_memory = tb_journal_hash (memory);
  hash_file = tb_journal_hash (file);
  g_assert_cmpstr (hash_memory, ==, hash_file);
}

/* --- threads --- */

#define N_SHARED (4 * CHUNK)

static gpointer
follow (gpointer data)
{
  TbJournal *journal = data;
  guint64 seen = 0;

  while (seen < N_SHARED)
    {
      guint64 length = tb_journal_get_length (journal);
      const TbRecord *span;
      gsize n;

      g_assert_cmpuint (length, >=, seen);
      for (; (span = tb_journal_get_span (journal, seen, length, &n)) != NULL; seen += n)
        for (gsize i = 0; i < n; i++)
          {
            g_assert_cmpint (span[i].value, ==, (gint64) ((seen + i) * 7));
            if (span[i].payload != TB_NO_PAYLOAD)
              g_assert_cmpuint (g_bytes_get_size (tb_journal_get_payload (journal, span[i].payload)), ==, 3);
          }
      g_thread_yield ();
    }
  return NULL;
}

/* Half in memory and half in the file; batches of uneven length; a payload now and then. */
static void
readers_follow_the_writer (void)
{
  g_autoptr (TbJournal) journal = tb_journal_new (2 * CHUNK_BYTES);
  GThread *readers[3];

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", follow, journal);
  for (guint64 i = 0; i < N_SHARED; i++)
    {
      append_with (journal, i, i % 50 == 0 ? tb_journal_add_payload (journal, bytes_of ("xyz")) : TB_NO_PAYLOAD);
      if (i % 97 == 0)
        tb_journal_publish (journal);
    }
  tb_journal_publish (journal);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);
}

int
main (int argc, char **argv)
{
  static const guint64 in_memory = TB_JOURNAL_DEFAULT_BUDGET, in_file = 0, half = 2 * CHUNK_BYTES;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journal/publish", unpublished_records_are_not_seen);
  g_test_add_data_func ("/journal/kept/memory", &in_memory, records_are_kept);
  g_test_add_data_func ("/journal/kept/file", &in_file, records_are_kept);
  g_test_add_data_func ("/journal/kept/both", &half, records_are_kept);
  g_test_add_func ("/journal/never-move", records_never_move);
  g_test_add_func ("/journal/spill", spill_goes_to_an_unlinked_file);
  g_test_add_func ("/journal/spill/no-file", no_room_for_a_file_is_no_end);
  g_test_add_func ("/journal/spans", spans_cover_everything_once);
  g_test_add_func ("/journal/find-time", time_is_found);
  g_test_add_func ("/journal/payloads", payloads_come_back);
  g_test_add_func ("/journal/payloads/freed", payloads_are_freed_with_the_journal);
  g_test_add_func ("/journal/hash/same", same_journal_same_hash);
  g_test_add_func ("/journal/hash/unnamed", unnamed_payloads_do_not_count);
  g_test_add_func ("/journal/hash/order", order_of_adding_payloads_does_not_count);
  g_test_add_func ("/journal/hash/named", what_is_named_counts);
  g_test_add_func ("/journal/hash/fields", every_field_counts);
  g_test_add_func ("/journal/hash/published", unpublished_records_are_not_hashed);
  g_test_add_func ("/journal/hash/spill", where_records_live_does_not_count);
  g_test_add_func ("/journal/threads", readers_follow_the_writer);
  return g_test_run ();
}
