/* tb-live-validator: see the header. What the kinds have in common: the place, the deadline, and how a look ends. */
#include "tb-live-validator-private.h"

#include "tb-live-place.h"

/* By #TbAcmeChallengeKind. */
static void (*const kinds[]) (GTask *task) = { tb_live_look_http, tb_live_look_dns, tb_live_look_alpn };
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == TB_ACME_N_CHALLENGES);

static void
look_free (gpointer data)
{
  TbLiveLook *look = data;

  g_source_destroy (look->deadline);
  g_source_unref (look->deadline);
  if (look->outer != NULL)
    g_cancellable_disconnect (look->outer, look->outer_id);
  g_clear_object (&look->outer);
  if (look->free_state != NULL)
    look->free_state (look->state);
  g_clear_object (&look->place);
  g_object_unref (look->cancellable);
  g_free (look->name);
  g_free (look->where);
  g_free (look);
}

TbLiveLook *
tb_live_look_get (GTask *task)
{
  return g_task_get_task_data (task);
}

/* --- the end --- */

/* What was found, each with its own meaning to the kind. Takes both. */
void
tb_live_look_found (GTask *task, GPtrArray *contents)
{
  g_task_return_pointer (task, contents, (GDestroyNotify) g_ptr_array_unref);
  g_object_unref (task);
}

/* Takes the task. */
void
tb_live_look_fail (GTask *task, TbAcmeProblem problem, const char *format, ...)
{
  const TbLiveLook *look = tb_live_look_get (task);
  g_autofree char *place = look->place != NULL ? tb_live_place_to_text (look->place) : g_strdup ("Nobody"), *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (look->is_late)
    g_task_return_new_error (task, TB_ACME_PROBLEM, (int) problem, "%s, asked for %s, gave no whole answer within %" G_GINT64_FORMAT " ms", place, look->name,
                             look->timeout_us / 1000);
  else
    g_task_return_new_error (task, TB_ACME_PROBLEM, (int) problem, "%s, asked for %s: %s", place, look->name, text);
  g_object_unref (task);
}

static gboolean
at_deadline (gpointer user_data)
{
  TbLiveLook *look = user_data;

  look->is_late = TRUE;
  g_cancellable_cancel (look->cancellable);
  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled (GCancellable *outer, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* --- the beginning --- */

static void
set_deadline (TbLiveLook *look, gint64 timeout_us)
{
  look->timeout_us = timeout_us > 0 ? timeout_us : TB_LIVE_LOOK_TIMEOUT_US;
  look->deadline = g_timeout_source_new ((guint) MIN (look->timeout_us / 1000, G_MAXINT));
  g_source_set_callback (look->deadline, at_deadline, look, NULL);
  g_source_attach (look->deadline, g_main_context_get_thread_default ());
}

static gboolean
is_this_machine (GSocketAddress *place)
{
  return place != NULL && g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (place)));
}

static TbLiveLook *
look_new (const TbLiveLookTerms *terms, const TbAcmeValidation *validation, GCancellable *outer)
{
  TbLiveLook *look = g_new0 (TbLiveLook, 1);
  GSocketAddress *place = terms->places[validation->kind];

  look->name = g_strdup (validation->name);
  look->where = g_strdup (validation->where);
  look->cancellable = g_cancellable_new ();
  g_set_object (&look->place, (is_this_machine (place) ? place : NULL));
  g_set_object (&look->outer, outer);
  set_deadline (look, terms->timeout_us);
  if (outer != NULL)
    look->outer_id = g_cancellable_connect (outer, G_CALLBACK (on_outer_cancelled), g_object_ref (look->cancellable), g_object_unref);
  return look;
}

/**
 * tb_live_look_async:
 * @terms: where to look, and how long; a place that is not on this machine is not asked
 * @validation: what has to be looked up
 * @cancellable: (nullable): to stop it
 * @callback: (scope async): called in this thread's main context when it is over
 * @user_data: for it
 *
 * Looks once.
 */
void
tb_live_look_async (const TbLiveLookTerms *terms, const TbAcmeValidation *validation, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  TbLiveLook *look = look_new (terms, validation, cancellable);

  g_task_set_source_tag (task, tb_live_look_async);
  g_task_set_task_data (task, look, look_free);
  if (look->place == NULL)
    tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "this server looks up no %s", tb_acme_challenge_to_code (validation->kind));
  else
    kinds[validation->kind] (task);
}

/**
 * tb_live_look_finish:
 * @result: as given to the callback
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type GBytes): for [method@AcmeServer.report_found]; %NULL with a #TbAcmeProblem, for
 *   [method@AcmeServer.report_problem]
 */
GPtrArray *
tb_live_look_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- connecting, for those that do --- */

void
tb_live_look_connect (GTask *task, GAsyncReadyCallback connected)
{
  TbLiveLook *look = tb_live_look_get (task);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (look->place), look->cancellable, connected, task);
}

/* NULL when there is no connection; the look is over then. */
GSocketConnection *
tb_live_look_connected (GTask *task, GObject *client, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (client), result, &error);

  if (connection == NULL)
    tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "%s", error->message);
  return connection;
}
