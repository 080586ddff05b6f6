/* Whatever is changed in an exported log is found: thousands of edits drawn from a fixed stream, at every sort of place. And what cannot be found without
 * something from outside is what the documentation says: that all of it was made anew. */
#include <string.h>

#include "audit-fixture.h"
#include "tb-audit-verify.h"
#include "tb-load.h"

#define UNTIL_US (3 * TB_US_PER_HOUR)

static TbAuditTrail *trail;
static TbKey *key;
static GString *plain, *sealed;

typedef struct
{
  TbStream *stream;
  const char *text;
  gsize n;
} Draw;

static gsize
draw_below (const Draw *draw, gsize n)
{
  return (gsize) tb_stream_below (draw->stream, n);
}

static GString *
copy_of (const Draw *draw)
{
  return g_string_new_len (draw->text, (gssize) draw->n);
}

/* --- edits: each returns the file after it --- */

static GString *
flip_bit (const Draw *draw)
{
  GString *text = copy_of (draw);

  text->str[draw_below (draw, draw->n)] ^= (char) (1 << draw_below (draw, 8));
  return text;
}

static GString *
set_byte (const Draw *draw)
{
  GString *text = copy_of (draw);

  text->str[draw_below (draw, draw->n)] = (char) draw_below (draw, 256);
  return text;
}

static GString *
change_digit (const Draw *draw)
{
  GString *text = copy_of (draw);
  gsize at = draw_below (draw, draw->n);

  while (!g_ascii_isdigit (text->str[at]))
    at = (at + 1) % draw->n;
  text->str[at] = (char) ('0' + (text->str[at] - '0' + 1 + (int) draw_below (draw, 9)) % 10);
  return text;
}

static GString *
change_case (const Draw *draw)
{
  GString *text = copy_of (draw);
  gsize at = draw_below (draw, draw->n);

  while (!g_ascii_islower (text->str[at]))
    at = (at + 1) % draw->n;
  text->str[at] = g_ascii_toupper (text->str[at]);
  return text;
}

static GString *
delete_bytes (const Draw *draw)
{
  GString *text = copy_of (draw);
  gsize at = draw_below (draw, draw->n), n = 1 + draw_below (draw, 40);

  return g_string_erase (text, (gssize) at, (gssize) MIN (n, draw->n - at));
}

static GString *
insert_byte (const Draw *draw)
{
  return g_string_insert_c (copy_of (draw), (gssize) draw_below (draw, draw->n + 1), (char) draw_below (draw, 256));
}

static GString *
insert_blank (const Draw *draw)
{
  static const char *const blanks[] = { " ", "\t", "\r", "\n", "\r\n", "  ", "\f" };

  return g_string_insert (copy_of (draw), (gssize) draw_below (draw, draw->n + 1), blanks[draw_below (draw, G_N_ELEMENTS (blanks))]);
}

static GString *
cut_tail (const Draw *draw)
{
  return g_string_truncate (copy_of (draw), draw_below (draw, draw->n));
}

static GString *
append_tail (const Draw *draw)
{
  gsize at = draw_below (draw, draw->n);

  return g_string_append_len (copy_of (draw), draw->text + at, (gssize) (draw->n - at));
}

static GString *
join_lines (char **lines)
{
  g_autofree char *text = g_strjoinv ("\n", lines);

  return g_string_new (text);
}

static GString *
swap_lines (const Draw *draw)
{
  g_auto (GStrv) lines = g_strsplit (draw->text, "\n", -1);
  guint n = g_strv_length (lines) - 1, one = (guint) draw_below (draw, n), other = (guint) draw_below (draw, n);
  char *line = lines[one];

  lines[one] = lines[other];
  lines[other] = line;
  return join_lines (lines);
}

static GString *
duplicate_line (const Draw *draw)
{
  g_auto (GStrv) lines = g_strsplit (draw->text, "\n", -1);
  guint at = (guint) draw_below (draw, g_strv_length (lines) - 1);
  char *twice = g_strdup_printf ("%s\n%s", lines[at], lines[at]);

  g_free (lines[at]);
  lines[at] = twice;
  return join_lines (lines);
}

static GString *
copy_line (const Draw *draw)
{
  g_auto (GStrv) lines = g_strsplit (draw->text, "\n", -1);
  guint n = g_strv_length (lines) - 1, from = (guint) draw_below (draw, n), to = (guint) draw_below (draw, n);
  char *copy = g_strdup (lines[from]);

  g_free (lines[to]);
  lines[to] = copy;
  return join_lines (lines);
}

static GString *
drop_lines (const Draw *draw)
{
  const char *at = draw->text + draw_below (draw, draw->n), *begin, *end;
  GString *text = copy_of (draw);

  for (begin = at; begin > draw->text && begin[-1] != '\n'; begin--)
    ;
  end = strchr (at, '\n');
  return g_string_erase (text, begin - draw->text, end + 1 - begin);
}

static GString *
(*const edits[]) (const Draw *draw) = {
  flip_bit, set_byte, change_digit, change_case, delete_bytes, insert_byte, insert_blank, cut_tail, append_tail, swap_lines, duplicate_line, copy_line, drop_lines,
};

static void
assert_found (GString *edited, const char *original, gsize n, guint edit, guint round)
{
  if (edited->len == n && memcmp (edited->str, original, n) == 0)
    return;
  if (audit_is_good (edited->str, edited->len))
    g_error ("edit %u was not found in round %u", edit, round);
}

static void
every_edit_is_found (gconstpointer data)
{
  GString *const *log = data;
  guint n = g_test_slow () ? 250 : 25;
  TbStream stream;
  Draw draw = { &stream, (*log)->str, (*log)->len };

  tb_stream_init (&stream, 20, "edits");
  g_assert_true (audit_is_good (draw.text, draw.n));
  for (guint edit = 0; edit < G_N_ELEMENTS (edits); edit++)
    for (guint round = 0; round < n; round++)
      {
        g_autoptr (GString) edited = edits[edit](&draw);

        if (round % 3 == 0)     /* and several at once */
          {
            const Draw again = { &stream, edited->str, edited->len };
            g_autoptr (GString) twice = edited->len > 8 ? flip_bit (&again) : NULL;

            if (twice != NULL)
              assert_found (twice, draw.text, draw.n, edit, round);
          }
        assert_found (edited, draw.text, draw.n, edit, round);
      }
}

/* Not only some of the bytes: each, in the two ways that are hardest to see; at length where the edits are thousands too. */
static void
every_byte_matters (gconstpointer data)
{
  GString *const *log = data;
  guint share = g_test_slow () ? 1 : 4;
  gsize n = (*log)->len, step = share * (n / 1000 + 1), tail = 900 / share;

  for (gsize at = 0; at < n; at += at + tail > n ? 1 : step)
    {
      g_autoptr (GString) edited = g_string_new_len ((*log)->str, (gssize) n);

      edited->str[at] ^= 1;
      assert_found (edited, (*log)->str, n, 100, (guint) at);
      edited->str[at] ^= 1 ^ 0x20;
      assert_found (edited, (*log)->str, n, 101, (guint) at);
    }
}

/* --- all of it made anew --- */

/* Somebody takes a revocation out of the log, numbers what follows anew, and makes tree and checkpoint anew. */
static char *
forge (TbKey *with)
{
  guint revoked = audit_find (trail, "certificate-revoked", "lock-02");
  g_auto (GStrv) lines = g_strsplit (plain->str, "\n", -1);
  GString *text = g_string_new (NULL);
  g_autofree char *all = NULL;

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      g_autofree char *number = g_strdup_printf ("\"number\":%u,", i), *less = g_strdup_printf ("\"number\":%u,", i - 1);
      g_autoptr (GString) line = g_string_new (lines[i]);

      if (i > revoked)
        g_string_replace (line, number, less, 1);
      if (i != revoked)
        g_string_append_printf (text, "%s\n", line->str);
    }
  all = g_string_free (text, FALSE);
  return audit_rewrite (all, with);
}

static const char *
first_failure (TbAuditFile *file)
{
  const TbCheck *failure = tb_checks_first_failure (file->checks);

  return failure != NULL ? failure->rule->code : NULL;
}

static void
a_log_made_anew_shows_nothing_by_itself (void)
{
  g_autofree char *forged = forge (NULL);
  g_autoptr (TbAuditFile) file = audit_read (forged, strlen (forged));

  g_assert_cmpstr (first_failure (file), ==, NULL);
  g_assert_null (strstr (forged, "revoke device=lock-02"));
}

static void
a_checkpoint_kept_elsewhere_shows_it (void)
{
  g_autofree char *forged = forge (NULL);
  g_autoptr (TbAuditFile) file = audit_read (forged, strlen (forged)), original = audit_read (plain->str, plain->len);
  g_autoptr (GString) early = audit_export (trail, 10 * TB_US_PER_MINUTE, NULL);
  g_autoptr (TbAuditFile) before = audit_read (early->str, early->len);

  tb_audit_verify_checkpoint (file, original->checkpoint, NULL);
  g_assert_cmpstr (first_failure (file), ==, "tail");
  tb_audit_verify_checkpoint (original, original->checkpoint, NULL);
  tb_audit_verify_checkpoint (original, before->checkpoint, NULL);
  g_assert_cmpstr (first_failure (original), ==, NULL);
}

/* Every cut of the end that leaves whole lines and a checkpoint made anew. */
static void
a_cut_tail_is_found_against_a_checkpoint (void)
{
  g_autoptr (TbAuditFile) original = audit_read (plain->str, plain->len);

  for (guint keep = 1; keep < original->leaves->len; keep++)
    {
      const TbAuditSpan *span = &g_array_index (original->spans, TbAuditSpan, keep);
      g_autofree char *cut = g_strdup_printf ("%.*s{}\n", (int) span->at, plain->str), *forged = audit_rewrite (cut, NULL);
      g_autoptr (TbAuditFile) file = audit_read (forged, strlen (forged));

      g_assert_cmpstr (first_failure (file), ==, NULL);
      tb_audit_verify_checkpoint (file, original->checkpoint, NULL);
      g_assert_cmpstr (first_failure (file), ==, "tail");
    }
}

static void
an_older_copy_names_the_line (void)
{
  g_autofree char *forged = forge (NULL), *line = NULL;
  g_autoptr (TbAuditFile) file = audit_read (forged, strlen (forged)), original = audit_read (plain->str, plain->len), more = audit_read (plain->str, plain->len);
  g_autoptr (GString) early = audit_export (trail, 10 * TB_US_PER_MINUTE, NULL);
  g_autoptr (TbAuditFile) before = audit_read (early->str, early->len);

  tb_audit_verify_older (file, original);
  g_assert_cmpstr (first_failure (file), ==, "prefix");
  line = g_strdup_printf ("line %u differs", audit_find (trail, "certificate-revoked", "lock-02") + 1);
  g_assert_cmpstr (tb_checks_first_failure (file->checks)->found, ==, line);
  tb_audit_verify_older (more, before);
  g_assert_cmpstr (first_failure (more), ==, NULL);
}

static void
the_run_itself_shows_it (void)
{
  g_autofree char *forged = forge (NULL);
  g_autoptr (TbAuditFile) file = audit_read (forged, strlen (forged)), original = audit_read (plain->str, plain->len);

  tb_audit_verify_run (file, trail);
  g_assert_cmpstr (first_failure (file), ==, "run");
  tb_audit_verify_run (original, trail);
  g_assert_cmpstr (first_failure (original), ==, NULL);
}

static void
a_signature_shows_it (void)
{
  g_autoptr (TbKey) other = audit_make_key ("somebody else");
  g_autofree char *unsigned_log = forge (NULL), *wrong = forge (other);
  g_autoptr (TbAuditFile) original = audit_read (sealed->str, sealed->len), bare = audit_read (unsigned_log, strlen (unsigned_log)),
                          forged = audit_read (wrong, strlen (wrong)), unknown = audit_read (wrong, strlen (wrong));
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);

  g_assert_true (tb_audit_verify_signature (original, crypto, tb_key_get_pkey (key), NULL));
  g_assert_cmpstr (first_failure (original), ==, NULL);
  g_assert_true (tb_audit_verify_signature (bare, crypto, tb_key_get_pkey (key), NULL));
  g_assert_cmpstr (first_failure (bare), ==, "key");
  g_assert_true (tb_audit_verify_signature (forged, crypto, tb_key_get_pkey (key), NULL));
  g_assert_cmpstr (first_failure (forged), ==, "key");
  g_assert_true (tb_audit_verify_signature (unknown, crypto, NULL, NULL));
  g_assert_cmpstr (first_failure (unknown), ==, NULL);
}

/* The text of the checkpoint's checksum is made anew, the signature is not. */
static void
a_signature_over_something_else_is_found (void)
{
  g_autoptr (TbAuditFile) file = audit_read (sealed->str, sealed->len);

  file->checkpoint->text[strlen (file->checkpoint->text) - 4] ^= 1;
  g_assert_true (tb_audit_verify_signature (file, tb_crypto_get_seeded (NULL), NULL, NULL));
  g_assert_cmpstr (first_failure (file), ==, "signature");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  trail = audit_play ("revocation", UNTIL_US, 1);
  key = audit_make_key ("auditor");
  plain = audit_export (trail, UNTIL_US, NULL);
  sealed = audit_export (trail, UNTIL_US, key);
  g_test_add_data_func ("/audit/tamper/edits", &plain, every_edit_is_found);
  g_test_add_data_func ("/audit/tamper/edits/signed", &sealed, every_edit_is_found);
  g_test_add_data_func ("/audit/tamper/bytes", &plain, every_byte_matters);
  g_test_add_data_func ("/audit/tamper/bytes/signed", &sealed, every_byte_matters);
  g_test_add_func ("/audit/tamper/anew/alone", a_log_made_anew_shows_nothing_by_itself);
  g_test_add_func ("/audit/tamper/anew/checkpoint", a_checkpoint_kept_elsewhere_shows_it);
  g_test_add_func ("/audit/tamper/anew/tails", a_cut_tail_is_found_against_a_checkpoint);
  g_test_add_func ("/audit/tamper/anew/older", an_older_copy_names_the_line);
  g_test_add_func ("/audit/tamper/anew/run", the_run_itself_shows_it);
  g_test_add_func ("/audit/tamper/anew/signature", a_signature_shows_it);
  g_test_add_func ("/audit/tamper/signature", a_signature_over_something_else_is_found);
  status = g_test_run ();
  g_string_free (plain, TRUE);
  g_string_free (sealed, TRUE);
  tb_key_unref (key);
  tb_audit_trail_unref (trail);
  return status;
}
