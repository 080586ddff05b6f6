/* tb-path-check: is the path of a certificate good at some time? Asked away from the main thread, answered with every check that was made.
 *
 * The question holds bytes only, so that nothing is shared with whoever asks; the answer holds words. Knows no widget. */
#pragma once

#include <gio/gio.h>

#include "tb-verify.h"

G_BEGIN_DECLS

/**
 * TbPathQuestion:
 * @leaf: the certificate, DER
 * @untrusted: (element-type GBytes): what comes along
 * @anchors: (element-type GBytes): what is trusted
 * @crls: (element-type GBytes): lists that are known, DER
 * @purpose: what for
 * @host: (nullable): DNS name it must be for
 * @unix_us: at what time
 */
typedef struct
{
  GBytes *leaf;
  GPtrArray *untrusted;
  GPtrArray *anchors;
  GPtrArray *crls;
  TbPurpose purpose;
  char *host;
  gint64 unix_us;
} TbPathQuestion;

/**
 * TbPathRow:
 * @what: what was looked at, untranslated; static
 * @source: the clause it comes from; static
 * @depth: at which certificate, 0 for the end-entity; -1 for the path as a whole
 * @ok: whether what was found is good
 * @expected: what would be good, or ""
 * @found: what was found, or ""
 */
typedef struct
{
  const char *what;
  const char *source;
  int depth;
  gboolean ok;
  char *expected;
  char *found;
} TbPathRow;

/**
 * TbPathAnswer:
 * @is_valid: whether the path is good
 * @explanation: a sentence, translated
 * @openssl_valid: what OpenSSL alone says
 * @names: (element-type utf8): whom the certificates of the path are for, by depth
 * @rows: (element-type TbPathRow): every check, in order
 * @unix_us: the time that was asked about
 */
typedef struct
{
  gboolean is_valid;
  char *explanation;
  gboolean openssl_valid;
  GPtrArray *names;
  GArray *rows;
  gint64 unix_us;
} TbPathAnswer;

TbPathQuestion *tb_path_question_new  (GBytes *leaf, TbPurpose purpose, const char *host, gint64 unix_us);
void            tb_path_question_free (TbPathQuestion *question);

void          tb_path_check_async  (TbPathQuestion *question, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
TbPathAnswer *tb_path_check_finish (GAsyncResult *result, GError **error);

void     tb_path_answer_free    (TbPathAnswer *answer);
gboolean tb_path_answer_equal   (const TbPathAnswer *one, const TbPathAnswer *other);
GArray  *tb_path_answer_order   (const TbPathAnswer *answer);
char    *tb_path_answer_to_text (const TbPathAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPathQuestion, tb_path_question_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPathAnswer, tb_path_answer_free)

G_END_DECLS
