/* Two handshakes compared: which message answers to which, what counts as a difference, and at which height they stand. Then steps through one. */
#include <glib.h>
#include <string.h>

#include "tb-dissect-private.h"
#include "tb-field-item.h"
#include "tb-ladder-layout.h"
#include "tb-ladder-step.h"
#include "tb-trial.h"

static void
clear_step (gpointer data)
{
  g_free (((TbLadderStep *) data)->name);
  g_free (((TbLadderStep *) data)->detail);
}

/* A story from words such as `c0ClientHello`: who, flight, name. Protection begins after ServerHello. */
static TbLadderStory *
tell (const char *const *words)
{
  TbLadderStory *story = g_new0 (TbLadderStory, 1);
  guint protection = TB_PROTECTION_NONE;

  story->steps = g_array_new (FALSE, FALSE, sizeof (TbLadderStep));
  g_array_set_clear_func (story->steps, clear_step);
  for (guint i = 0; words[i] != NULL; i++)
    {
      TbLadderStep step = { .number = (int) i, .from = words[i][0] == 'c' ? TB_SIDE_CLIENT : TB_SIDE_SERVER, .flight = (guint) (words[i][1] - '0'),
                            .name = g_strdup (words[i] + 2), .detail = g_strdup (""), .n_bytes = 40, .protection = (guint8) protection };

      if (strcmp (step.name, "ServerHello") == 0)
        protection = TB_PROTECTION_HANDSHAKE;
      story->n_flights = step.flight + 1;
      story->n_messages = i + 1;
      g_array_append_val (story->steps, step);
    }
  return story;
}

static const char *const full[] = {
  "c0ClientHello", "s1ServerHello", "s1EncryptedExtensions", "s1CertificateRequest", "s1Certificate", "s1CertificateVerify", "s1Finished", "c2Certificate",
  "c2CertificateVerify", "c2Finished", NULL,
};
static const char *const resumed[] = { "c0ClientHello", "s1ServerHello", "s1EncryptedExtensions", "s1Finished", "c2Finished", "s3NewSessionTicket", NULL };

typedef struct
{
  TbLadderStory *stories[2];
  GArray *pairs;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->stories[0] = tell (full);
  f->stories[1] = tell (resumed);
  f->pairs = tb_ladder_diff_align ((const TbLadderStory *const *) f->stories);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tb_ladder_story_free (f->stories[0]);
  tb_ladder_story_free (f->stories[1]);
  g_array_unref (f->pairs);
}

static const TbLadderPair *
pair_at (Fixture *f, guint row)
{
  return &g_array_index (f->pairs, TbLadderPair, row);
}

static void
every_message_stands_in_one_row (Fixture *f, gconstpointer data)
{
  int expected[2] = { 0, 0 };

  for (guint i = 0; i < f->pairs->len; i++)
    for (guint which = 0; which < 2; which++)
      if (pair_at (f, i)->steps[which] >= 0)
        g_assert_cmpint (pair_at (f, i)->steps[which], ==, expected[which]++);
  g_assert_cmpint (expected[0], ==, 10);
  g_assert_cmpint (expected[1], ==, 6);
}

static void
finished_answers_to_finished_of_the_same_side (Fixture *f, gconstpointer data)
{
  const TbLadderPair *servers = tb_ladder_diff_find (f->pairs, 0, 6), *clients = tb_ladder_diff_find (f->pairs, 1, 4);

  g_assert_cmpint (servers->steps[1], ==, 3);
  g_assert_cmpuint (servers->difference, ==, 0);
  g_assert_cmpint (clients->steps[0], ==, 9);
  g_assert_null (tb_ladder_diff_find (f->pairs, 1, 17));
  g_assert_null (tb_ladder_diff_find (f->pairs, 1, -1));
}

static void
what_only_one_has_is_lit (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (tb_ladder_diff_find (f->pairs, 0, 4)->difference, ==, TB_LADDER_ONLY_HERE);
  g_assert_cmpuint (tb_ladder_diff_find (f->pairs, 1, 5)->difference, ==, TB_LADDER_ONLY_HERE);
  g_assert_cmpuint (tb_ladder_diff_count (f->pairs), ==, 6);
}

static void
other_keys_are_a_difference (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) pairs = NULL;

  g_array_index (f->stories[1]->steps, TbLadderStep, 3).protection = TB_PROTECTION_NONE;
  pairs = tb_ladder_diff_align ((const TbLadderStory *const *) f->stories);
  g_assert_cmpuint (tb_ladder_diff_find (pairs, 0, 6)->difference, ==, TB_LADDER_PROTECTION);
}

static void
nothing_to_compare_gives_no_rows (Fixture *f, gconstpointer data)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (TbLadderStory) empty = tell (nothing);
  const TbLadderStory *const both[2] = { empty, empty };
  const TbLadderStory *const one[2] = { f->stories[0], empty };
  g_autoptr (GArray) no_rows = tb_ladder_diff_align (both);
  g_autoptr (GArray) rows = tb_ladder_diff_align (one);

  g_assert_cmpuint (no_rows->len, ==, 0);
  g_assert_cmpuint (rows->len, ==, 10);
  g_assert_cmpuint (tb_ladder_diff_count (rows), ==, 10);
}

static void
words_name_every_difference (Fixture *f, gconstpointer data)
{
  g_autofree char *both = tb_ladder_difference_words (TB_LADDER_SIZE | TB_LADDER_CONTENT);
  g_autofree char *none = tb_ladder_difference_words (TB_LADDER_SAME);

  g_assert_cmpstr (both, ==, "other content, other size");
  g_assert_cmpstr (none, ==, "");
}

static const TbLadderBox *
box_of (const TbLadderLayout *layout, int step)
{
  return &g_array_index (layout->boxes, TbLadderBox, step);
}

static void
counterparts_stand_at_the_same_height (Fixture *f, gconstpointer data)
{
  TbLadderLayout *layouts[2];
  GArray *tops[2];

  tb_ladder_layout_align ((const TbLadderStory *const *) f->stories, f->pairs, tops);
  for (guint which = 0; which < 2; which++)
    layouts[which] = tb_ladder_layout_new (f->stories[which], &(TbLadderForm) { TRUE, tops[which] }, 400, 16, 0);
  for (guint i = 0; i < f->pairs->len; i++)
    {
      const TbLadderPair *pair = pair_at (f, i);

      if (pair->steps[0] >= 0 && pair->steps[1] >= 0)
        g_assert_cmpfloat (ABS (box_of (layouts[0], pair->steps[0])->y - box_of (layouts[1], pair->steps[1])->y), <, 0.01);
    }
  for (guint which = 0; which < 2; which++)
    for (guint i = 1; i < layouts[which]->boxes->len; i++)
      g_assert_cmpfloat (box_of (layouts[which], (int) i)->y, >=, box_of (layouts[which], (int) i - 1)->y + box_of (layouts[which], 0)->height);
  for (guint which = 0; which < 2; which++)
    {
      tb_ladder_layout_free (layouts[which]);
      g_array_unref (tops[which]);
    }
}

static TbField *
add (TbField *parent, const char *name, const char *value)
{
  return tb_field_add (parent, name, 0, 1, g_strdup (value), NULL, NULL);
}

static TbField *
make_hello (const char *random, const char *first_suite, const char *second_suite)
{
  TbField *hello = tb_field_new ("ClientHello", 0, 8, NULL, NULL);
  TbField *suites;

  add (hello, "random", random);
  suites = add (hello, "cipher_suites", "");
  if (first_suite != NULL)
    add (suites, "cipher_suite", first_suite);
  add (suites, "cipher_suite", second_suite);
  return hello;
}

static TbFieldDifference
difference_of (TbFieldItem *root, const char *name, guint skip)
{
  return tb_field_item_get_difference (tb_field_item_find_name (root, name, skip));
}

static void
fresh_values_are_no_difference (void)
{
  g_autoptr (TbFieldItem) one = tb_field_item_new_for_field (make_hello ("aa", "1301", "1302"), make_hello ("bb", "1301", "1302"));

  g_assert_cmpint (difference_of (one, "random", 0), ==, TB_FIELD_FRESH);
  g_assert_cmpint (difference_of (one, "ClientHello", 0), ==, TB_FIELD_SAME);
  g_assert_cmpstr (tb_field_item_get_other (tb_field_item_find_name (one, "random", 0)), ==, "bb");
}

static void
one_more_in_a_list_is_the_only_difference (void)
{
  g_autoptr (TbFieldItem) one = tb_field_item_new_for_field (make_hello ("aa", "1301", "1302"), make_hello ("bb", NULL, "1302"));
  g_autoptr (TbFieldItem) other = tb_field_item_new_for_field (make_hello ("bb", NULL, "1302"), make_hello ("aa", "1301", "1302"));

  g_assert_cmpint (difference_of (one, "cipher_suite", 0), ==, TB_FIELD_ONLY_HERE);
  g_assert_cmpint (difference_of (one, "cipher_suite", 1), ==, TB_FIELD_SAME);
  g_assert_cmpint (difference_of (one, "cipher_suites", 0), ==, TB_FIELD_WITHIN);
  g_assert_cmpint (difference_of (other, "cipher_suite", 0), ==, TB_FIELD_SAME);
  g_assert_cmpint (difference_of (other, "ClientHello", 0), ==, TB_FIELD_WITHIN);
}

static void
changed_value_knows_the_other_one (void)
{
  g_autoptr (TbFieldItem) one = tb_field_item_new_for_field (make_hello ("aa", NULL, "1301"), make_hello ("aa", NULL, "1302"));

  g_assert_cmpint (difference_of (one, "cipher_suite", 0), ==, TB_FIELD_CHANGED);
  g_assert_cmpstr (tb_field_item_get_other (tb_field_item_find_name (one, "cipher_suite", 0)), ==, "1302");
}

static void
steps_go_by_flight_and_by_message (Fixture *f, gconstpointer data)
{
  const TbLadderStory *story = f->stories[0];

  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_FLIGHT, 2, 1), ==, 7);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_FLIGHT, 2, -1), ==, 0);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_FLIGHT, 8, 1), ==, -1);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_MESSAGE, 2, 1), ==, 3);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_MESSAGE, 0, -1), ==, -1);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_MESSAGE, 9, 1), ==, -1);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_FLIGHT, -1, 1), ==, 0);
  g_assert_cmpint (tb_ladder_step_find (story, TB_LADDER_BY_FLIGHT, -1, -1), ==, -1);
  g_assert_cmpint (tb_ladder_step_find (NULL, TB_LADDER_BY_FLIGHT, 0, 1), ==, -1);
}

static void
position_is_said_in_the_unit_of_the_step (Fixture *f, gconstpointer data)
{
  g_autofree char *flight = tb_ladder_step_dup_position (f->stories[0], TB_LADDER_BY_FLIGHT, 2);
  g_autofree char *message = tb_ladder_step_dup_position (f->stories[0], TB_LADDER_BY_MESSAGE, 2);
  g_autofree char *nowhere = tb_ladder_step_dup_position (f->stories[0], TB_LADDER_BY_FLIGHT, -1);
  TbLadderUnit unit;

  g_assert_cmpstr (flight, ==, "2 of 3");
  g_assert_cmpstr (message, ==, "3 of 10");
  g_assert_cmpstr (nowhere, ==, "3");
  g_assert_true (tb_ladder_unit_parse ("byte", &unit));
  g_assert_cmpint (unit, ==, TB_LADDER_BY_BYTE);
  g_assert_false (tb_ladder_unit_parse ("mile", &unit));
}

/* Key transport signs nothing: what the server's private key does there is to open. */
static void
key_transport_counts_as_decryption (void)
{
  const TbTrialTerms terms = { .version = "1.2", .exchange = "rsa", .key = "rsa2048" };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTrial) trial = tb_trial_new (tb_crypto_get_seeded (NULL), &terms, 7, "sums", &error);
  g_autofree char *text = NULL;
  TbLadderSums sums;

  g_assert_no_error (error);
  tb_ladder_sums_of (trial->transcript, &sums);
  text = tb_ladder_sums_to_text (&sums);
  g_assert_cmpuint (sums.n_signatures, ==, 0);
  g_assert_cmpuint (sums.n_decryptions, ==, 1);
  g_assert_true (g_str_has_suffix (text, " · 1 decryption"));
}

#define FACT(name) g_test_add ("/ui/ladder-diff/" #name, Fixture, NULL, set_up, name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FACT (every_message_stands_in_one_row);
  FACT (finished_answers_to_finished_of_the_same_side);
  FACT (what_only_one_has_is_lit);
  FACT (other_keys_are_a_difference);
  FACT (nothing_to_compare_gives_no_rows);
  FACT (words_name_every_difference);
  FACT (counterparts_stand_at_the_same_height);
  FACT (steps_go_by_flight_and_by_message);
  FACT (position_is_said_in_the_unit_of_the_step);
  g_test_add_func ("/ui/ladder-diff/key_transport_counts_as_decryption", key_transport_counts_as_decryption);
  g_test_add_func ("/ui/field-diff/fresh_values_are_no_difference", fresh_values_are_no_difference);
  g_test_add_func ("/ui/field-diff/one_more_in_a_list_is_the_only_difference", one_more_in_a_list_is_the_only_difference);
  g_test_add_func ("/ui/field-diff/changed_value_knows_the_other_one", changed_value_knows_the_other_one);
  return g_test_run ();
}
