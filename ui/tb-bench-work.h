/* tb-bench-work: a signature, an envelope or a repeated nonce, taken apart away from the main thread.
 *
 * The question says whose keys by number and certificate; private keys are made again from the seed in the thread that works, and kept in a ring of keys,
 * since those of RSA take long. The answer is the same for all kinds: steps and a verdict. Knows no widget. */
#pragma once

#include <gio/gio.h>

#include "tb-envelope.h"
#include "tb-fleet.h"
#include "tb-sign-bench.h"

G_BEGIN_DECLS

typedef enum { TB_BENCH_SIGN, TB_BENCH_SEAL, TB_BENCH_NONCE, TB_BENCH_N_KINDS } TbBenchKind;

/**
 * TbBenchParty:
 * @object: a device or gateway, or %TB_NOBODY for a key of the bench
 * @certificate: payload of its certificate, or %TB_NO_PAYLOAD for a key of the bench
 * @number: which key of the bench, from 0
 */
typedef struct
{
  guint32 object;
  guint32 certificate;
  guint number;
} TbBenchParty;

#define TB_BENCH_SAME_KEY G_MAXUINT

typedef struct _TbBenchRing TbBenchRing;

TbBenchRing *tb_bench_ring_new   (void);
TbBenchRing *tb_bench_ring_ref   (TbBenchRing *ring);
void         tb_bench_ring_unref (TbBenchRing *ring);

/**
 * TbBenchQuestion:
 * @kind: what is done
 * @scheme: #TbSignScheme or #TbEnvelopeScheme
 * @message: (nullable): what is signed or encrypted; with %NULL it is read from @path
 * @path: (nullable): a file
 * @fleet: who is there
 * @seed: of the run
 * @parties: who signs or owns, and who verifies or tries to read; the second's number is %TB_BENCH_SAME_KEY for the first's key
 * @certificates: (nullable): theirs, DER
 * @flips: (element-type TbSignFlip): what is touched
 * @record: (nullable): a signature of the journal to be made again as the first party made it, see [func@signed_decode]: it says message, scheme and keys
 * @ring: keys that are known
 */
typedef struct
{
  TbBenchKind kind;
  guint scheme;
  GBytes *message;
  char *path;
  TbFleet *fleet;
  guint64 seed;
  TbBenchParty parties[2];
  GBytes *certificates[2];
  GArray *flips;
  GBytes *record;
  TbBenchRing *ring;
} TbBenchQuestion;

/**
 * TbBenchAnswer:
 * @kind: what was done
 * @scheme: how
 * @steps: (element-type TbSignStep): each with its values
 * @noticed: the first step that noticed, or -1
 * @good: whether it was accepted, opened, or the key was found
 * @readers: (nullable) (element-type TbEnvelopeReader): who can read it
 * @message: what was signed or encrypted
 * @sent: (nullable): the signature or envelope as it arrived
 * @arrived: (nullable): the message that came with a signature
 * @keys: whose was used: who signs or owns, and who verifies or tries to read, %NULL where nobody does
 */
typedef struct
{
  TbBenchKind kind;
  guint scheme;
  GPtrArray *steps;
  int noticed;
  gboolean good;
  GArray *readers;
  GBytes *message;
  GBytes *sent;
  GBytes *arrived;
  TbKey *keys[2];
} TbBenchAnswer;


TbBenchQuestion *tb_bench_question_new  (TbBenchKind kind, guint scheme, TbFleet *fleet, guint64 seed, TbBenchRing *ring);
void             tb_bench_question_free (TbBenchQuestion *question);
TbBenchAnswer   *tb_bench_answer_new    (const TbBenchQuestion *question, GError **error);
void             tb_bench_answer_free   (TbBenchAnswer *answer);

void           tb_bench_work_async  (TbBenchQuestion *question, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
TbBenchAnswer *tb_bench_work_finish (GAsyncResult *result, GError **error);

gboolean           tb_bench_fits      (TbBenchKind kind, guint scheme, TbKeyAlgorithm algorithm);
guint              tb_bench_n_schemes (TbBenchKind kind);
const char        *tb_bench_get_name  (TbBenchKind kind, guint scheme);
const char *const *tb_bench_get_lines (TbBenchKind kind, guint scheme);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbBenchQuestion, tb_bench_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbBenchAnswer, tb_bench_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbBenchRing, tb_bench_ring_unref)

G_END_DECLS
