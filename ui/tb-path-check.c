/* tb-path-check: see the header. The validation itself is tb-validate's. */
#include "tb-path-check.h"

#include <glib/gi18n-lib.h>

#include "tb-validate.h"

static void
row_clear (gpointer data)
{
  TbPathRow *row = data;

  g_free (row->expected);
  g_free (row->found);
}

static GPtrArray *
new_bytes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

/**
 * tb_path_question_new:
 * @leaf: a certificate, DER
 * @purpose: what for
 * @host: (nullable): DNS name it must be for
 * @unix_us: at what time
 *
 * Returns: (transfer full): a question with nothing along and nothing trusted yet
 */
TbPathQuestion *
tb_path_question_new (GBytes *leaf, TbPurpose purpose, const char *host, gint64 unix_us)
{
  TbPathQuestion *question = g_new0 (TbPathQuestion, 1);

  question->leaf = g_bytes_ref (leaf);
  question->untrusted = new_bytes ();
  question->anchors = new_bytes ();
  question->crls = new_bytes ();
  question->purpose = purpose;
  question->host = g_strdup (host);
  question->unix_us = unix_us;
  return question;
}

void
tb_path_question_free (TbPathQuestion *question)
{
  g_bytes_unref (question->leaf);
  g_ptr_array_unref (question->untrusted);
  g_ptr_array_unref (question->anchors);
  g_ptr_array_unref (question->crls);
  g_free (question->host);
  g_free (question);
}

void
tb_path_answer_free (TbPathAnswer *answer)
{
  g_free (answer->explanation);
  g_ptr_array_unref (answer->names);
  g_array_unref (answer->rows);
  g_free (answer);
}

static GPtrArray *
read_certificates (TbCrypto *crypto, GPtrArray *ders, GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);

  for (guint i = 0; i < ders->len; i++)
    {
      TbCertificate *certificate = tb_certificate_new_from_der (crypto, g_ptr_array_index (ders, i), error);

      if (certificate == NULL)
        return NULL;
      g_ptr_array_add (certificates, certificate);
    }
  return g_steal_pointer (&certificates);
}

static GPtrArray *
read_crls (TbCrypto *crypto, GPtrArray *ders, GError **error)
{
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);

  for (guint i = 0; i < ders->len; i++)
    {
      TbCrl *crl = tb_crl_new_from_bytes (crypto, g_ptr_array_index (ders, i), error);

      if (crl == NULL)
        return NULL;
      g_ptr_array_add (crls, crl);
    }
  return g_steal_pointer (&crls);
}

static void
add_names (TbPathAnswer *answer, const TbValidation *validation, TbCertificate *leaf)
{
  GPtrArray *chain = tb_validation_get_chain (validation);

  for (guint i = 0; chain != NULL && i < chain->len; i++)
    g_ptr_array_add (answer->names, g_strdup (tb_certificate_get_common_name (g_ptr_array_index (chain, i))));
  if (answer->names->len == 0)
    g_ptr_array_add (answer->names, g_strdup (tb_certificate_get_common_name (leaf)));
}

static TbPathAnswer *
make_answer (const TbValidation *validation, TbCertificate *leaf, gint64 unix_us)
{
  TbPathAnswer *answer = g_new0 (TbPathAnswer, 1);
  const TbChecks *checks = tb_validation_get_checks (validation);

  answer->is_valid = tb_validation_is_valid (validation);
  answer->explanation = g_strdup (tb_validation_get_explanation (validation));
  answer->openssl_valid = tb_validation_get_openssl_valid (validation);
  answer->names = g_ptr_array_new_with_free_func (g_free);
  answer->rows = g_array_new (FALSE, FALSE, sizeof (TbPathRow));
  g_array_set_clear_func (answer->rows, row_clear);
  answer->unix_us = unix_us;
  add_names (answer, validation, leaf);
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    {
      const TbCheck *check = tb_checks_get (checks, i);
      const TbPathRow row = { check->rule->what, check->rule->source, check->depth, check->ok, g_strdup (check->expected), g_strdup (check->found) };

      g_array_append_val (answer->rows, row);
    }
  return answer;
}

static TbPathAnswer *
check_path (const TbPathQuestion *question, GError **error)
{
  TbValidateTerms terms = TB_VALIDATE_TERMS_INIT;
  TbCrypto *crypto = tb_crypto_get_seeded (error);
  g_autoptr (TbCertificate) leaf = crypto ? tb_certificate_new_from_der (crypto, question->leaf, error) : NULL;
  g_autoptr (GPtrArray) untrusted = leaf ? read_certificates (crypto, question->untrusted, error) : NULL;
  g_autoptr (GPtrArray) anchors = untrusted ? read_certificates (crypto, question->anchors, error) : NULL;
  g_autoptr (GPtrArray) crls = anchors ? read_crls (crypto, question->crls, error) : NULL;
  g_autoptr (TbValidation) validation = NULL;

  if (crls == NULL)
    return NULL;
  terms.anchors = anchors;
  terms.untrusted = untrusted;
  terms.evidence.crls = crls->len > 0 ? crls : NULL;
  terms.purpose = question->purpose;
  terms.host = question->host;
  terms.unix_us = question->unix_us;
  validation = tb_validate (crypto, leaf, &terms, error);
  return validation ? make_answer (validation, leaf, question->unix_us) : NULL;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  TbPathAnswer *answer;

  if (g_task_return_error_if_cancelled (task))
    return;
  answer = check_path (data, &error);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) tb_path_answer_free);
  else
    g_task_return_error (task, error);
}

/**
 * tb_path_check_async:
 * @question: (transfer full): what to check
 * @cancellable: (nullable): cancelled when nobody wants to know any more
 * @callback: called on the main thread
 * @user_data: for @callback
 */
void
tb_path_check_async (TbPathQuestion *question, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, question, (GDestroyNotify) tb_path_question_free);
  g_task_run_in_thread (task, work);
}

/**
 * tb_path_check_finish:
 * @result: what the callback was given
 * @error: return location: cancelled, or what is no certificate or list
 *
 * Returns: (transfer full) (nullable): the answer; a bad path is an answer
 */
TbPathAnswer *
tb_path_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
rows_equal (const TbPathRow *one, const TbPathRow *other)
{
  return one->what == other->what && one->depth == other->depth && one->ok == other->ok && g_str_equal (one->expected, other->expected)
         && g_str_equal (one->found, other->found);
}

/**
 * tb_path_answer_equal:
 * @one: (nullable): an answer
 * @other: (nullable): an answer
 *
 * Returns: whether they read the same, apart from the time they are about
 */
gboolean
tb_path_answer_equal (const TbPathAnswer *one, const TbPathAnswer *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  if (one->is_valid != other->is_valid || one->rows->len != other->rows->len || !g_str_equal (one->explanation, other->explanation))
    return FALSE;
  for (guint i = 0; i < one->rows->len; i++)
    if (!rows_equal (&g_array_index (one->rows, TbPathRow, i), &g_array_index (other->rows, TbPathRow, i)))
      return FALSE;
  return TRUE;
}

static gboolean
depth_fails (const TbPathAnswer *answer, int depth)
{
  for (guint i = 0; i < answer->rows->len; i++)
    if (g_array_index (answer->rows, TbPathRow, i).depth == depth && !g_array_index (answer->rows, TbPathRow, i).ok)
      return TRUE;
  return FALSE;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const TbPathAnswer *answer = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;
  const TbPathRow *x = &g_array_index (answer->rows, TbPathRow, i), *y = &g_array_index (answer->rows, TbPathRow, j);

  if (x->depth != y->depth && depth_fails (answer, x->depth) != depth_fails (answer, y->depth))
    return depth_fails (answer, x->depth) ? -1 : 1;
  if (x->depth != y->depth)
    return x->depth < y->depth ? -1 : 1;
  if (x->ok != y->ok)
    return x->ok ? 1 : -1;
  return i < j ? -1 : i > j;
}

/**
 * tb_path_answer_order:
 * @answer: an answer
 *
 * Returns: (transfer full) (element-type guint): its rows in the order they are shown: by certificate, what failed first
 */
GArray *
tb_path_answer_order (const TbPathAnswer *answer)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < answer->rows->len; i++)
    g_array_append_val (order, i);
  g_array_sort_with_data (order, compare_rows, (gpointer) answer);
  return order;
}

/**
 * tb_path_answer_to_text:
 * @answer: an answer
 *
 * Returns: (transfer full): the sentence and every check, a line each, for the clipboard
 */
char *
tb_path_answer_to_text (const TbPathAnswer *answer)
{
  g_autoptr (GArray) order = tb_path_answer_order (answer);
  GString *text = g_string_new (answer->explanation);

  g_string_append_c (text, '\n');
  for (guint i = 0; i < order->len; i++)
    {
      const TbPathRow *row = &g_array_index (answer->rows, TbPathRow, g_array_index (order, guint, i));

      g_string_append_printf (text, "%s %d %s (%s)", row->ok ? "ok" : "NOT OK", row->depth, _(row->what), row->source);
      if (*row->found != '\0')
        g_string_append_printf (text, ": %s", row->found);
      if (*row->expected != '\0')
        g_string_append_printf (text, " / %s", row->expected);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}
