/* tb-replay-proof: whether a run that is played again is the one that was saved, and if not, what is different. */
#pragma once

#include "tb-document.h"

G_BEGIN_DECLS

/**
 * TbReplayVerdict:
 * @TB_REPLAY_UNKNOWN: the run is not that far yet
 * @TB_REPLAY_SAME: to the byte
 * @TB_REPLAY_BYTES_DIFFER: the same happened at the same times; signatures or encodings are others
 * @TB_REPLAY_DIFFERS: something else happened
 */
typedef enum { TB_REPLAY_UNKNOWN, TB_REPLAY_SAME, TB_REPLAY_BYTES_DIFFER, TB_REPLAY_DIFFERS } TbReplayVerdict;

TbDocumentProof *tb_replay_proof_new     (TbRun *run);
TbReplayVerdict  tb_replay_proof_check   (TbRun *run, const TbDocumentProof *proof);
gboolean         tb_replay_proof_is_due  (TbRun *run, const TbDocumentProof *proof);   /* whether the run is that far */
const char      *tb_replay_proof_to_code (TbReplayVerdict verdict);                    /* "same" */
char            *tb_replay_proof_explain (TbReplayVerdict verdict, const TbDocumentProof *proof);
const char      *tb_replay_proof_get_trustbed (void);                                  /* the versions that play here */
const char      *tb_replay_proof_get_openssl  (void);

G_END_DECLS
