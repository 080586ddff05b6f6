/* tb-ladder-diff: see the header. Messages answer to each other by sender and name, as many of them as order allows (longest common subsequence). */
#include "tb-ladder-diff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CONTENT_HANDSHAKE 22
#define TYPE_FINISHED     20

static const TbLadderStep *
step_at (const TbLadderStory *story, int step)
{
  return &g_array_index (story->steps, TbLadderStep, step);
}

static gboolean
answers_to (const TbLadderStep *one, const TbLadderStep *other)
{
  return one->from == other->from && strcmp (one->name, other->name) == 0;
}

/* lengths[i * (m + 1) + j]: how many of the messages from i and from j on can answer to each other. */
static guint *
measure_common (const TbLadderStory *const stories[2])
{
  guint n = stories[0]->steps->len, m = stories[1]->steps->len;
  guint *lengths = g_new0 (guint, (gsize) (n + 1) * (m + 1));

  for (guint i = n; i-- > 0;)
    for (guint j = m; j-- > 0;)
      lengths[i * (m + 1) + j] = answers_to (step_at (stories[0], (int) i), step_at (stories[1], (int) j))
                                   ? lengths[(i + 1) * (m + 1) + j + 1] + 1
                                   : MAX (lengths[(i + 1) * (m + 1) + j], lengths[i * (m + 1) + j + 1]);
  return lengths;
}

static guint
compare_steps (const TbLadderStep *one, const TbLadderStep *other)
{
  return one->protection != other->protection ? TB_LADDER_PROTECTION : 0;
}

static void
add_pair (GArray *pairs, int one, int other, guint difference)
{
  const TbLadderPair pair = { { one, other }, difference };

  g_array_append_val (pairs, pair);
}

/**
 * tb_ladder_diff_align:
 * @stories: the two
 *
 * Returns: (transfer full) (element-type TbLadderPair): every message of both exactly once, in order, those of the first before those of the second where
 *   either has none; which side lacks one and which keys protect are compared, sizes and contents are not
 */
GArray *
tb_ladder_diff_align (const TbLadderStory *const stories[2])
{
  guint n = stories[0]->steps->len, m = stories[1]->steps->len, i = 0, j = 0;
  g_autofree guint *lengths = measure_common (stories);
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (TbLadderPair));

  while (i < n || j < m)
    {
      const TbLadderStep *one = i < n ? step_at (stories[0], (int) i) : NULL, *other = j < m ? step_at (stories[1], (int) j) : NULL;

      if (one != NULL && other != NULL && answers_to (one, other))
        add_pair (pairs, (int) i++, (int) j++, compare_steps (one, other));
      else if (other == NULL || (one != NULL && lengths[(i + 1) * (m + 1) + j] >= lengths[i * (m + 1) + j + 1]))
        add_pair (pairs, (int) i++, -1, TB_LADDER_ONLY_HERE);
      else
        add_pair (pairs, -1, (int) j++, TB_LADDER_ONLY_HERE);
    }
  return pairs;
}

static gboolean
is_in_transcript (const TbLadderStep *step, TbTranscript *transcript)
{
  return transcript != NULL && step->number >= 0 && (guint) step->number < tb_transcript_get_n_messages (transcript);
}

static gboolean
fields_differ (const TbLadderStep *one, TbTranscript *its, const TbLadderStep *other, TbTranscript *others)
{
  g_autoptr (TbField) fields = tb_dissect_message (its, (guint) one->number);
  g_autoptr (TbField) other_fields = tb_dissect_message (others, (guint) other->number);
  g_autoptr (GHashTable) marks = tb_field_diff_new (fields, other_fields);

  return tb_field_diff_differs (marks, fields);
}

/* What came after the handshake is told apart by what is most worth knowing of it. A size that follows from what is drawn by lot is none. */
static guint
compare_contents (const TbLadderStep *one, TbTranscript *its, const TbLadderStep *other, TbTranscript *others)
{
  gboolean differs;

  if (is_in_transcript (one, its) && is_in_transcript (other, others))
    differs = fields_differ (one, its, other, others);
  else
    differs = strcmp (one->detail, other->detail) != 0 || one->n_bytes != other->n_bytes;
  if (!differs)
    return 0;
  return TB_LADDER_CONTENT | (one->n_bytes != other->n_bytes ? TB_LADDER_SIZE : 0);
}

/**
 * tb_ladder_diff_new:
 * @stories: the two
 * @transcripts: (nullable): what was said in each
 *
 * Returns: (transfer full) (element-type TbLadderPair): as [func@ladder_diff_align], and what the messages say compared too
 */
GArray *
tb_ladder_diff_new (const TbLadderStory *const stories[2], TbTranscript *const transcripts[2])
{
  GArray *pairs = tb_ladder_diff_align (stories);

  for (guint i = 0; i < pairs->len; i++)
    {
      TbLadderPair *pair = &g_array_index (pairs, TbLadderPair, i);

      if (pair->steps[0] >= 0 && pair->steps[1] >= 0)
        pair->difference |= compare_contents (step_at (stories[0], pair->steps[0]), transcripts[0], step_at (stories[1], pair->steps[1]), transcripts[1]);
    }
  return pairs;
}

/**
 * tb_ladder_diff_find:
 * @pairs: (element-type TbLadderPair): a comparison
 * @which: 0 for the first handshake, 1 for the second
 * @step: which of its messages
 *
 * Returns: (transfer none) (nullable): the row it stands in
 */
const TbLadderPair *
tb_ladder_diff_find (const GArray *pairs, guint which, int step)
{
  for (guint i = 0; i < pairs->len; i++)
    if (step >= 0 && g_array_index (pairs, TbLadderPair, i).steps[which] == step)
      return &g_array_index (pairs, TbLadderPair, i);
  return NULL;
}

/**
 * tb_ladder_diff_count:
 * @pairs: (element-type TbLadderPair): a comparison
 *
 * Returns: how many rows are not the same
 */
guint
tb_ladder_diff_count (const GArray *pairs)
{
  guint n = 0;

  for (guint i = 0; i < pairs->len; i++)
    n += g_array_index (pairs, TbLadderPair, i).difference != 0;
  return n;
}

static const struct
{
  guint difference;
  const char *words;
} words[] = {
  { TB_LADDER_ONLY_HERE, N_("only in this one") },
  { TB_LADDER_PROTECTION, N_("other protection") },
  { TB_LADDER_CONTENT, N_("other content") },
  { TB_LADDER_SIZE, N_("other size") },
};

/**
 * tb_ladder_difference_words:
 * @difference: some of #TbLadderDifference
 *
 * Returns: (transfer full): it in words, translated; "" where there is none
 */
char *
tb_ladder_difference_words (guint difference)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (difference & words[i].difference)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _(words[i].words));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The flight after which both have said Finished, G_MAXUINT where that never came. */
static guint
find_last_finished (TbTranscript *transcript)
{
  guint last[2] = { G_MAXUINT, G_MAXUINT };

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->content_type == CONTENT_HANDSHAKE && message->type == TYPE_FINISHED)
        last[message->from] = message->flight;
    }
  return last[0] == G_MAXUINT || last[1] == G_MAXUINT ? G_MAXUINT : MAX (last[0], last[1]);
}

/* With RSA key transport what the server does with its private key is to open what the client sealed. */
static void
add_private (TbLadderSums *sums, TbTranscript *transcript, const TbFlight *flight)
{
  const char *cipher = tb_transcript_get_cipher (transcript);
  gboolean opens = flight->from == TB_SIDE_SERVER && cipher != NULL && g_str_has_prefix (cipher, "TLS_RSA_");

  *(opens ? &sums->n_decryptions : &sums->n_signatures) += flight->n_signs;
}

/**
 * tb_ladder_sums_of:
 * @transcript: a handshake
 * @sums: (out): what it took
 */
void
tb_ladder_sums_of (TbTranscript *transcript, TbLadderSums *sums)
{
  guint last = find_last_finished (transcript);

  *sums = (TbLadderSums) { .n_flights = tb_transcript_get_n_flights (transcript) };
  tb_transcript_get_wire (transcript, &sums->n_bytes);
  for (guint i = 0; i < sums->n_flights; i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);

      add_private (sums, transcript, flight);
      sums->n_round_trips += flight->from == TB_SIDE_SERVER && i <= last;
    }
  add_private (sums, transcript, tb_transcript_get_closing (transcript));
}

/**
 * tb_ladder_sums_to_text:
 * @sums: what a handshake took
 *
 * Returns: (transfer full): one line, translated
 */
char *
tb_ladder_sums_to_text (const TbLadderSums *sums)
{
  g_autofree char *flights = g_strdup_printf (ngettext ("%u flight", "%u flights", sums->n_flights), sums->n_flights);
  g_autofree char *trips = g_strdup_printf (ngettext ("%u round trip", "%u round trips", sums->n_round_trips), sums->n_round_trips);
  g_autofree char *signatures = g_strdup_printf (ngettext ("%u signature", "%u signatures", sums->n_signatures), sums->n_signatures);

  g_autofree char *decryptions = g_strdup_printf (ngettext ("%u decryption", "%u decryptions", sums->n_decryptions), sums->n_decryptions);
  g_autofree char *private = sums->n_decryptions == 0 ? g_strdup (signatures) : sums->n_signatures == 0 ? g_strdup (decryptions)
                                                                                                         : g_strdup_printf ("%s · %s", signatures, decryptions);

  return g_strdup_printf ("%" G_GSIZE_FORMAT " B · %s · %s · %s", sums->n_bytes, flights, trips, private);
}

static void
append_side (GString *text, const TbLadderStory *story, int step)
{
  const TbLadderStep *its = step >= 0 ? step_at (story, step) : NULL;

  if (its == NULL)
    g_string_append_printf (text, "%-38s", "-");
  else
    g_string_append_printf (text, "%s %-26s %5u B  ", its->from == TB_SIDE_CLIENT ? "->" : "<-", its->name, its->n_bytes);
}

/**
 * tb_ladder_diff_to_text:
 * @stories: the two
 * @transcripts: what was said in each
 * @pairs: (element-type TbLadderPair): how they compare
 *
 * Returns: (transfer full): both beside each other as lines of text, what differs said behind
 */
char *
tb_ladder_diff_to_text (const TbLadderStory *const stories[2], TbTranscript *const transcripts[2], const GArray *pairs)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint which = 0; which < 2; which++)
    {
      g_autofree char *sums_text = NULL;
      TbLadderSums sums;

      tb_ladder_sums_of (transcripts[which], &sums);
      sums_text = tb_ladder_sums_to_text (&sums);
      g_string_append_printf (text, "%s → %s: %s\n", stories[which]->names[TB_SIDE_CLIENT], stories[which]->names[TB_SIDE_SERVER], sums_text);
    }
  for (guint i = 0; i < pairs->len; i++)
    {
      const TbLadderPair *pair = &g_array_index (pairs, TbLadderPair, i);
      g_autofree char *difference = tb_ladder_difference_words (pair->difference);

      append_side (text, stories[0], pair->steps[0]);
      append_side (text, stories[1], pair->steps[1]);
      g_string_append_printf (text, "%s\n", difference);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
