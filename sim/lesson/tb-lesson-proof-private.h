/* tb-lesson-proof-private: what the files of the proof share. */
#pragma once

#include "tb-attempt-private.h"
#include "tb-lesson-proof.h"

G_BEGIN_DECLS

/**
 * TbProof:
 * @lesson: being proved
 * @variation: whose ways are played
 * @translate: into the present language
 * @reference: (nullable): the first right way, and @hash, of its journal
 * @lines: (element-type TbLessonProofLine): what was found
 */
typedef struct
{
  TbLesson *lesson;
  TbVariation *variation;
  TbLessonTranslate translate;
  const TbLessonWay *reference;
  char *hash;
  GPtrArray *lines;
} TbProof;

void     tb_proof_say       (TbProof *proof, gboolean is_good, const char *format, ...) G_GNUC_PRINTF (3, 4);
void     tb_proof_texts     (TbProof *proof);

/**
 * TbPlayed:
 * @run: a way, played to its end; @attempt: with its answers; @judgement: what is met then
 */
typedef struct { TbRun *run; TbAttempt *attempt; TbJudgement *judgement; } TbPlayed;

gboolean tb_played_run      (TbPlayed *played, TbVariation *variation, const TbLessonWay *way, guint n_threads, GError **error);
gboolean tb_played_way      (TbPlayed *played, TbVariation *variation, const TbLessonWay *way, GError **error);
void     tb_played_clear    (TbPlayed *played);
const TbAttemptVerdict *tb_played_find (const TbPlayed *played, const char *id);
char    *tb_played_dup_refusal (const TbPlayed *played);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbPlayed, tb_played_clear)

G_END_DECLS
