/* The bench without a display: what is touched and how that is taken back, which bit of which value that is, whose keys there are,
 * and what is computed away from the main thread. */
#include "tb-bench-flips.h"
#include "tb-bench-parties.h"
#include "ui-fixture.h"

/* --- what is touched --- */

static void
bit_that_is_turned_over_twice_is_mended (void)
{
  g_autoptr (TbBenchFlips) flips = tb_bench_flips_new ();
  g_autofree char *text = NULL;
  g_autofree char *none = NULL;

  tb_bench_flips_toggle (flips, "message", 3);
  tb_bench_flips_toggle (flips, "key", 12);
  text = tb_bench_flips_dup_text (flips);
  g_assert_cmpstr (text, ==, "message:3,key:12");
  g_assert_true (tb_bench_flips_has (flips, "message", 3));
  g_assert_false (tb_bench_flips_has (flips, "key", 3));
  tb_bench_flips_toggle (flips, "message", 3);
  tb_bench_flips_toggle (flips, "key", 12);
  none = tb_bench_flips_dup_text (flips);
  g_assert_cmpstr (none, ==, "");
}

static void
every_change_is_taken_back_mending_too (void)
{
  g_autoptr (TbBenchFlips) flips = tb_bench_flips_new ();

  g_assert_false (tb_bench_flips_undo (flips));
  tb_bench_flips_toggle (flips, "message", 0);
  tb_bench_flips_toggle (flips, "message", 1);
  tb_bench_flips_mend (flips);
  g_assert_cmpuint (tb_bench_flips_get_n (flips), ==, 0);
  g_assert_true (tb_bench_flips_undo (flips));
  g_assert_cmpuint (tb_bench_flips_get_n (flips), ==, 2);
  g_assert_true (tb_bench_flips_undo (flips));
  g_assert_true (tb_bench_flips_has (flips, "message", 0));
  g_assert_false (tb_bench_flips_has (flips, "message", 1));
  g_assert_true (tb_bench_flips_undo (flips));
  g_assert_false (tb_bench_flips_can_undo (flips));
}

static void
mending_nothing_is_nothing_to_take_back (void)
{
  g_autoptr (TbBenchFlips) flips = tb_bench_flips_new ();

  tb_bench_flips_mend (flips);
  g_assert_false (tb_bench_flips_can_undo (flips));
  tb_bench_flips_toggle (flips, "key", 1);
  tb_bench_flips_forget (flips);
  g_assert_false (tb_bench_flips_can_undo (flips));
  g_assert_cmpuint (tb_bench_flips_get_n (flips), ==, 0);
}

/* --- what is computed --- */

/* One for all: keys of RSA take long. */
static TbBenchRing *ring;

static TbBenchAnswer *
work_at (TbBenchKind kind, guint scheme, TbBenchFlips *flips)
{
  g_autoptr (TbBenchQuestion) question = tb_bench_question_new (kind, scheme, NULL, 0, ring);
  g_autoptr (GError) error = NULL;
  TbBenchAnswer *answer;

  question->message = g_bytes_new_static ("open", 4);
  if (flips != NULL)
    g_array_append_vals (question->flips, tb_bench_flips_get (flips)->data, tb_bench_flips_get (flips)->len);
  answer = tb_bench_answer_new (question, &error);
  g_assert_no_error (error);
  return answer;
}

static const TbSignValue *
find_value (TbBenchAnswer *answer, const char *code, const char *name, const TbSignStep **step)
{
  const TbSignValue *value;

  *step = tb_sign_steps_find (answer->steps, code);
  g_assert_nonnull (*step);
  value = tb_sign_step_find_value (*step, name);
  g_assert_nonnull (value);
  return value;
}

static void
what_nobody_touches_is_accepted (void)
{
  for (guint scheme = 0; scheme < tb_bench_n_schemes (TB_BENCH_SIGN); scheme++)
    {
      g_autoptr (TbBenchAnswer) answer = work_at (TB_BENCH_SIGN, scheme, NULL);

      g_assert_true (answer->good);
      g_assert_cmpint (answer->noticed, ==, -1);
      g_assert_null (answer->readers);
    }
}

static void
everything_that_can_be_touched_has_a_value_to_click (void)
{
  for (guint scheme = 0; scheme < tb_bench_n_schemes (TB_BENCH_SIGN); scheme++)
    {
      g_autoptr (TbBenchAnswer) answer = work_at (TB_BENCH_SIGN, scheme, NULL);
      const char *const *targets = tb_sign_get_flippable ((TbSignScheme) scheme);

      for (; *targets != NULL; targets++)
        {
          guint n = 0;

          for (guint i = 0; i < answer->steps->len; i++)
            {
              const TbSignStep *step = g_ptr_array_index (answer->steps, i);

              for (guint j = 0; j < step->values->len; j++)
                n += g_strcmp0 (tb_bench_value_get_target (step, g_ptr_array_index (step->values, j)), *targets) == 0;
            }
          g_assert_cmpuint (n, ==, 1);
        }
    }
}

static void
bit_that_is_clicked_is_noticed_and_lit (void)
{
  static const struct { TbBenchKind kind; guint scheme; const char *step, *value; } clicks[] = {
    { TB_BENCH_SIGN, TB_SIGN_RSA_PKCS1, "send", "M'" }, { TB_BENCH_SIGN, TB_SIGN_RSA_PSS, "send", "S'" }, { TB_BENCH_SIGN, TB_SIGN_ECDSA, "send", "M'" },
    { TB_BENCH_SIGN, TB_SIGN_ED25519, "send", "S'" }, { TB_BENCH_SEAL, TB_ENVELOPE_RSA_OAEP, "send", "c'" }, { TB_BENCH_SEAL, TB_ENVELOPE_ECDH, "send", "sealed'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (clicks); i++)
    {
      g_autoptr (TbBenchFlips) flips = tb_bench_flips_new ();
      g_autoptr (TbBenchAnswer) before = work_at (clicks[i].kind, clicks[i].scheme, NULL);
      g_autoptr (TbBenchAnswer) after = NULL;
      g_autoptr (GArray) lit = NULL;
      const TbSignStep *step;
      const TbSignValue *value = find_value (before, clicks[i].step, clicks[i].value, &step);
      gsize bit = g_bytes_get_size (value->bytes) * 8 - 1;
      TbSignFlip flip;

      g_assert_true (tb_bench_value_is_touchable (step, value));
      g_assert_true (tb_bench_value_pick (step, value, bit, &flip));
      g_assert_false (tb_bench_value_pick (step, value, bit + 1, &flip));
      tb_bench_value_pick (step, value, bit, &flip);
      tb_bench_flips_toggle (flips, flip.step, flip.bit);
      after = work_at (clicks[i].kind, clicks[i].scheme, flips);
      g_assert_false (after->good);
      g_assert_cmpint (after->noticed, >=, 0);
      value = find_value (after, clicks[i].step, clicks[i].value, &step);
      lit = tb_bench_value_get_lit (step, value, flips);
      g_assert_cmpuint (lit->len, ==, 1);
      g_assert_cmpuint (g_array_index (lit, gsize, 0), ==, bit);
    }
}

static void
altered_digest_is_touched_where_it_is_altered (void)
{
  g_autoptr (TbBenchFlips) flips = tb_bench_flips_new ();
  g_autoptr (TbBenchAnswer) answer = NULL;
  const TbSignStep *step;
  const TbSignValue *value;

  tb_bench_flips_toggle (flips, "digest", 5);
  answer = work_at (TB_BENCH_SIGN, TB_SIGN_ECDSA, flips);
  value = find_value (answer, "digest", "H(M)", &step);
  g_assert_false (tb_bench_value_is_touchable (step, value));
  value = find_value (answer, "digest", "H(M) altered", &step);
  g_assert_cmpstr (tb_bench_value_get_target (step, value), ==, "digest");
}

static void
envelope_says_who_can_read_it (void)
{
  g_autoptr (TbBenchAnswer) answer = work_at (TB_BENCH_SEAL, TB_ENVELOPE_ECDH, NULL);

  g_assert_true (answer->good);
  g_assert_cmpuint (answer->readers->len, ==, 2);
  g_assert_true (g_array_index (answer->readers, TbEnvelopeReader, 0).reads);
  g_assert_false (g_array_index (answer->readers, TbEnvelopeReader, 1).reads);
}

static void
repeated_nonce_gives_the_key_away (void)
{
  g_autoptr (TbBenchAnswer) answer = work_at (TB_BENCH_NONCE, 0, NULL);

  g_assert_true (answer->good);
  g_assert_nonnull (tb_sign_steps_find (answer->steps, "private"));
}

static void
file_that_is_not_there_is_an_error (void)
{
  g_autoptr (TbBenchQuestion) question = tb_bench_question_new (TB_BENCH_SIGN, TB_SIGN_ECDSA, NULL, 0, ring);
  g_autoptr (GError) error = NULL;

  question->path = g_strdup ("/nowhere/at/all");
  g_assert_null (tb_bench_answer_new (question, &error));
  g_assert_nonnull (error);
}

static void
take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

static void
answer_comes_from_a_thread (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (TbBenchAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  tb_bench_work_async (tb_bench_question_new (TB_BENCH_SIGN, TB_SIGN_ED25519, NULL, 0, ring), NULL, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = tb_bench_work_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (answer->good);
}

static void
what_was_cancelled_is_not_answered (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  tb_bench_work_async (tb_bench_question_new (TB_BENCH_SIGN, TB_SIGN_ECDSA, NULL, 0, ring), cancellable, take_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (tb_bench_work_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- whose keys --- */

typedef struct
{
  TbRun *run;
  TbFleet *fleet;
  TbFold *fold;
} House;

static void
open_house (House *self, gconstpointer minutes)
{
  gint64 time_us = GPOINTER_TO_INT (minutes) * TB_US_PER_MINUTE;

  self->run = start_house ();
  tb_run_set_target (self->run, time_us);
  tb_run_wait (self->run, time_us);
  self->fleet = tb_run_get_fleet (self->run);
  self->fold = tb_fold_new (self->fleet, tb_run_get_journal (self->run));
  tb_fold_seek (self->fold, time_us);
}

static void
close_house (House *self, gconstpointer minutes)
{
  tb_fold_free (self->fold);
  tb_run_unref (self->run);
}

static void
before_the_beginning_there_is_only_the_bench (House *self, gconstpointer minutes)
{
  g_autoptr (GArray) parties = tb_bench_parties_first (self->fold, tb_fleet_find (self->fleet, "lock-01"), TB_BENCH_SIGN, TB_SIGN_ECDSA);
  g_autofree char *remark = tb_bench_parties_remark (self->fold, tb_fleet_find (self->fleet, "lock-01"), TB_BENCH_SIGN, TB_SIGN_ECDSA);

  g_assert_cmpuint (parties->len, ==, 1);
  g_assert_cmpuint (g_array_index (parties, TbBenchParty, 0).object, ==, TB_NOBODY);
  g_assert_nonnull (remark);
  g_assert_null (tb_bench_telegram_new (self->fold, 7, tb_fleet_find (self->fleet, "lock-01")));
}

static void
selected_device_comes_first_and_the_bench_last (House *self, gconstpointer minutes)
{
  guint32 lock = tb_fleet_find (self->fleet, "lock-02");
  g_autoptr (GArray) firsts = tb_bench_parties_first (self->fold, lock, TB_BENCH_SIGN, TB_SIGN_ECDSA);
  const TbBenchParty *first = &g_array_index (firsts, TbBenchParty, 0);
  g_autoptr (GArray) seconds = tb_bench_parties_second (self->fold, first, TB_BENCH_SIGN, TB_SIGN_ECDSA);

  g_assert_cmpuint (first->object, ==, lock);
  g_assert_cmpuint (firsts->len, >, 2);
  g_assert_cmpuint (g_array_index (firsts, TbBenchParty, firsts->len - 1).object, ==, TB_NOBODY);
  g_assert_cmpuint (g_array_index (seconds, TbBenchParty, 0).number, ==, TB_BENCH_SAME_KEY);
  for (guint i = 1; i < seconds->len; i++)
    g_assert_cmpuint (g_array_index (seconds, TbBenchParty, i).object, !=, lock);
}

static void
device_whose_key_does_not_fit_is_told (House *self, gconstpointer minutes)
{
  guint32 lock = tb_fleet_find (self->fleet, "lock-02");
  g_autoptr (GArray) firsts = tb_bench_parties_first (self->fold, lock, TB_BENCH_SIGN, TB_SIGN_RSA_PSS);
  g_autofree char *remark = tb_bench_parties_remark (self->fold, lock, TB_BENCH_SIGN, TB_SIGN_RSA_PSS);

  g_assert_cmpuint (firsts->len, ==, 1);
  g_assert_nonnull (strstr (remark, "lock-02"));
  g_assert_null (tb_bench_parties_remark (self->fold, lock, TB_BENCH_SIGN, TB_SIGN_ECDSA));
}

static TbBenchQuestion *
ask_locks (House *self, TbBenchKind kind, guint scheme)
{
  TbBenchQuestion *question = tb_bench_question_new (kind, scheme, self->fleet, tb_run_get_seed (self->run), ring);

  for (guint i = 0; i < 2; i++)
    {
      guint32 lock = tb_fleet_find (self->fleet, i == 0 ? "lock-01" : "lock-02");

      question->parties[i] = (TbBenchParty) { lock, tb_fold_get (self->fold, lock)->certificate, 0 };
      question->certificates[i] = g_bytes_ref (tb_bench_party_get_der (self->fold, &question->parties[i]));
    }
  return question;
}

static void
key_of_another_device_does_not_fit (House *self, gconstpointer minutes)
{
  g_autoptr (TbBenchQuestion) question = ask_locks (self, TB_BENCH_SIGN, TB_SIGN_ECDSA);
  g_autoptr (TbBenchQuestion) envelope = ask_locks (self, TB_BENCH_SEAL, TB_ENVELOPE_ECDH);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbBenchAnswer) refused = tb_bench_answer_new (question, &error);
  g_autoptr (TbBenchAnswer) sealed = tb_bench_answer_new (envelope, &error);
  g_autoptr (TbBenchAnswer) own = NULL;

  g_assert_no_error (error);
  g_assert_false (refused->good);
  question->parties[1] = (TbBenchParty) { TB_NOBODY, TB_NO_PAYLOAD, TB_BENCH_SAME_KEY };
  own = tb_bench_answer_new (question, &error);
  g_assert_true (own->good);
  g_assert_cmpuint (sealed->readers->len, ==, 3);
  g_assert_false (g_array_index (sealed->readers, TbEnvelopeReader, 1).reads);
}

static void
last_telegram_is_what_the_device_said (House *self, gconstpointer minutes)
{
  guint32 camera = tb_fleet_find (self->fleet, "camera");
  g_autoptr (GBytes) telegram = tb_bench_telegram_new (self->fold, tb_run_get_seed (self->run), camera);
  static const char topic[] = "home/camera/motion";
  gboolean is_there = FALSE;
  gsize n_bytes;
  const char *data;

  g_assert_nonnull (telegram);
  data = g_bytes_get_data (telegram, &n_bytes);
  for (gsize i = 0; i + strlen (topic) <= n_bytes && !is_there; i++)
    is_there = memcmp (data + i, topic, strlen (topic)) == 0;
  g_assert_true (is_there);
}

static void
line_that_is_shown_does_the_same_in_the_run (House *self, gconstpointer minutes)
{
  const TbBenchParty parties[2] = { { tb_fleet_find (self->fleet, "lock-01"), 0, 0 }, { tb_fleet_find (self->fleet, "lock-02"), 0, 0 } };
  const TbBenchParty bench[2] = { { TB_NOBODY, TB_NO_PAYLOAD, 0 }, { TB_NOBODY, TB_NO_PAYLOAD, TB_BENCH_SAME_KEY } };
  g_autofree char *line = tb_bench_line_new (self->fleet, TB_BENCH_SIGN, TB_SIGN_ECDSA, parties, "it's open", "message:3,key:9");
  g_autofree char *program = tb_bench_line_new (self->fleet, TB_BENCH_NONCE, 0, bench, "open", "");
  g_autoptr (GError) error = NULL;

  tb_run_submit (self->run, line, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (program, ==, "trustbed-cli sign --scheme ecdsa --seed 1 --message 'open' --repeat-nonce");
  g_assert_null (tb_bench_line_new (self->fleet, TB_BENCH_SEAL, TB_ENVELOPE_ECDH, parties, "open", ""));
  g_assert_null (tb_bench_line_new (self->fleet, TB_BENCH_SIGN, TB_SIGN_ECDSA, parties, NULL, ""));
}

#define ADD_HOUSE(path, minutes, func) g_test_add ("/bench/parties/" path, House, GINT_TO_POINTER (minutes), open_house, func, close_house)

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bench/flips/twice", bit_that_is_turned_over_twice_is_mended);
  g_test_add_func ("/bench/flips/undo", every_change_is_taken_back_mending_too);
  g_test_add_func ("/bench/flips/nothing", mending_nothing_is_nothing_to_take_back);
  g_test_add_func ("/bench/work/accepted", what_nobody_touches_is_accepted);
  g_test_add_func ("/bench/work/click", everything_that_can_be_touched_has_a_value_to_click);
  g_test_add_func ("/bench/work/noticed", bit_that_is_clicked_is_noticed_and_lit);
  g_test_add_func ("/bench/work/digest", altered_digest_is_touched_where_it_is_altered);
  g_test_add_func ("/bench/work/readers", envelope_says_who_can_read_it);
  g_test_add_func ("/bench/work/nonce", repeated_nonce_gives_the_key_away);
  g_test_add_func ("/bench/work/no-file", file_that_is_not_there_is_an_error);
  g_test_add_func ("/bench/work/thread", answer_comes_from_a_thread);
  g_test_add_func ("/bench/work/cancel", what_was_cancelled_is_not_answered);
  ADD_HOUSE ("nobody", 0, before_the_beginning_there_is_only_the_bench);
  ADD_HOUSE ("selected", 3, selected_device_comes_first_and_the_bench_last);
  ADD_HOUSE ("remark", 3, device_whose_key_does_not_fit_is_told);
  ADD_HOUSE ("another", 3, key_of_another_device_does_not_fit);
  ADD_HOUSE ("telegram", 3, last_telegram_is_what_the_device_said);
  ADD_HOUSE ("line", 3, line_that_is_shown_does_the_same_in_the_run);
  ring = tb_bench_ring_new ();
  failed = g_test_run ();
  tb_bench_ring_unref (ring);
  return failed;
}
