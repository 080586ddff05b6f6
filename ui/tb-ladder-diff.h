/* tb-ladder-diff: two handshakes beside each other: which message of one answers to which of the other, and what is not the same about them.
 *
 * Pure: two stories in, pairs out; the ladders and the pictures draw by them. What is new in every handshake (randoms, key shares, signatures) is no difference:
 * see tb-field-diff, which compares the fields of a pair. */
#pragma once

#include "tb-field-diff.h"
#include "tb-ladder-story.h"

G_BEGIN_DECLS

/**
 * TbLadderDifference:
 * @TB_LADDER_ONLY_HERE: the other one has no such message
 * @TB_LADDER_SIZE: it has another size
 * @TB_LADDER_PROTECTION: it is under other keys, or under none
 * @TB_LADDER_CONTENT: it says something else
 *
 * How a message differs from its counterpart; 0 when it does not.
 */
typedef enum
{
  TB_LADDER_SAME = 0,
  TB_LADDER_ONLY_HERE = 1 << 0,
  TB_LADDER_SIZE = 1 << 1,
  TB_LADDER_PROTECTION = 1 << 2,
  TB_LADDER_CONTENT = 1 << 3,
} TbLadderDifference;

/**
 * TbLadderPair: a row of both ladders.
 * @steps: which step of each story, -1 where it has none; one of them is there
 * @difference: some of #TbLadderDifference
 */
typedef struct
{
  int steps[2];
  guint difference;
} TbLadderPair;

/**
 * TbLadderSums: what a handshake took, in figures.
 * @n_bytes: on the wire, both directions, measured
 * @n_flights: measured
 * @n_round_trips: until both sides are done, measured
 * @n_signatures: made by both
 * @n_decryptions: of premaster secrets, where RSA carries them
 */
typedef struct
{
  gsize n_bytes;
  guint n_flights;
  guint n_round_trips;
  guint n_signatures;
  guint n_decryptions;
} TbLadderSums;

GArray             *tb_ladder_diff_new         (const TbLadderStory *const stories[2], TbTranscript *const transcripts[2]);
GArray             *tb_ladder_diff_align       (const TbLadderStory *const stories[2]);
const TbLadderPair *tb_ladder_diff_find        (const GArray *pairs, guint which, int step);
guint               tb_ladder_diff_count       (const GArray *pairs);
char               *tb_ladder_difference_words (guint difference);
void                tb_ladder_sums_of          (TbTranscript *transcript, TbLadderSums *sums);
char               *tb_ladder_sums_to_text     (const TbLadderSums *sums);
char               *tb_ladder_diff_to_text     (const TbLadderStory *const stories[2], TbTranscript *const transcripts[2], const GArray *pairs);

G_END_DECLS
