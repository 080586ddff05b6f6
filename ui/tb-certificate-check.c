/* The path of the shown certificate: asked again when time passes or a person chooses another one, one question at a time, away from the main
 * thread. What is asked while an answer is on its way makes that one worthless. */
#include "tb-certificate-view-private.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

#define SLOW_MS 300

static void ask (TbCertificateView *self);

static TbFold *
get_fold (TbCertificateView *self)
{
  return tb_playhead_get_fold (self->playhead);
}

/* The time at which the path is checked: what a person chose, else where the playhead is. */
gint64
tb_certificate_view_get_check_time (TbCertificateView *self)
{
  return self->own_time_us != TB_AT_PLAYHEAD ? self->own_time_us : tb_playhead_get_time (self->playhead);
}

static char *
format_time (TbCertificateView *self, gint64 time_us)
{
  g_autofree char *moment = tb_units_format_moment (tb_certificate_view_get_start (self) + time_us);
  char *time = g_strndup (moment, 16);

  return g_strdelimit (time, "T", ' ');
}

/* --- what is shown of an answer --- */

static void
show_spinner (TbCertificateView *self, gboolean on)
{
  gtk_spinner_set_spinning (self->spinner, on);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), on);
}

static gboolean
on_slow (gpointer user_data)
{
  TbCertificateView *self = user_data;

  self->slow = 0;
  show_spinner (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
show_checked (TbCertificateView *self)
{
  g_autofree char *moment = format_time (self, self->asked_us);
  g_autofree char *text = NULL;
  gboolean is_valid = self->answer != NULL && self->answer->is_valid;

  if (self->answer != NULL)
    /* Translators: %s is a date and a time */
    text = g_strdup_printf (is_valid ? _("Path good at %s") : _("Path refused at %s"), moment);
  gtk_label_set_text (self->checked, text ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->checked), self->answer ? self->answer->explanation : NULL);
  gtk_image_set_from_icon_name (self->checked_icon, self->answer == NULL ? NULL : is_valid ? "object-select-symbolic" : "window-close-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->checked_icon), (const char *[]) { is_valid ? "check-good" : "check-bad", NULL });
}

static gboolean
is_revoked (TbCertificateView *self)
{
  const TbCertificateChange *change = tb_certificate_index_find_change (tb_certificate_view_get_index (self), self->certificate,
                                                                        tb_fold_get_position (get_fold (self)));

  return change != NULL && change->revoked;
}

static void
take_answer (TbCertificateView *self, TbPathAnswer *answer)
{
  gboolean is_same = tb_path_answer_equal (answer, self->answer) && self->shows_revoked == is_revoked (self);

  g_clear_pointer (&self->answer, tb_path_answer_free);
  self->answer = answer;
  if (!is_same)
    tb_path_view_show (self->path_view, answer, self->shows_revoked = is_revoked (self));
  show_checked (self);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbCertificateView) self = user_data;
  g_autoptr (GError) error = NULL;
  TbPathAnswer *answer = tb_path_check_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    {
      g_clear_pointer (&answer, tb_path_answer_free);
      return;
    }
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->slow, g_source_remove);
  show_spinner (self, FALSE);
  if (answer != NULL)
    take_answer (self, answer);
  else
    tb_path_view_problem (self->path_view, error->message);
  if (self->asks_again)
    ask (self);
}

/* --- questions --- */

static TbPathQuestion *
make_question (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  TbFleet *fleet = tb_fold_get_fleet (get_fold (self));
  TbRole role = tb_fleet_get_role (fleet, entry->subject);
  gboolean is_server = role == TB_ROLE_BROKER || role == TB_ROLE_AUTHORITY;
  TbPurpose purpose = entry->depth >= 0 ? TB_PURPOSE_ANY : is_server ? TB_PURPOSE_TLS_SERVER : TB_PURPOSE_TLS_CLIENT;
  g_autofree char *host = purpose == TB_PURPOSE_TLS_SERVER ? tb_fleet_dup_name (fleet, entry->subject) : NULL;

  return tb_path_question_new (tb_certificate_view_get_der (self, self->certificate), purpose, host, tb_certificate_view_get_start (self) + self->asked_us);
}

/* The root is trusted; what stands between comes along. */
static void
add_path (TbCertificateView *self, TbPathQuestion *question)
{
  g_autoptr (GArray) path = tb_certificate_view_get_path (self);

  for (guint i = 0; i < path->len; i++)
    {
      guint certificate = g_array_index (path, guint, i);
      GBytes *der = tb_certificate_view_get_der (self, certificate);

      if (der != NULL && tb_certificate_index_get (tb_certificate_view_get_index (self), certificate)->depth == 0)
        g_ptr_array_add (question->anchors, g_bytes_ref (der));
      else if (der != NULL && i > 0)
        g_ptr_array_add (question->untrusted, g_bytes_ref (der));
    }
}

/* The lists that are known at the playhead, whatever time is asked about. */
static void
add_lists (TbCertificateView *self, TbPathQuestion *question)
{
  guint32 issuer = tb_certificate_view_get_entry (self)->issuer;

  for (gboolean is_delta = FALSE; is_delta <= TRUE; is_delta++)
    {
      const TbCrlEntry *crl = tb_certificate_index_find_crl (tb_certificate_view_get_index (self), issuer, tb_fold_get_position (get_fold (self)), is_delta);

      if (crl != NULL)
        g_ptr_array_add (question->crls, g_bytes_ref (tb_journal_get_payload (tb_fold_get_journal (get_fold (self)), crl->payload)));
    }
}

static void
ask (TbCertificateView *self)
{
  TbPathQuestion *question;

  self->asks_again = FALSE;
  if (self->certificate == TB_NO_CERTIFICATE || tb_certificate_view_get_der (self, self->certificate) == NULL)
    return;
  self->asked_us = tb_certificate_view_get_check_time (self);
  self->asked_position = tb_fold_get_position (get_fold (self));
  self->asked_certificate = self->certificate;
  question = make_question (self);
  add_path (self, question);
  add_lists (self, question);
  self->asking = g_cancellable_new ();
  if (self->slow == 0)
    self->slow = g_timeout_add (SLOW_MS, on_slow, self);
  tb_path_check_async (question, self->asking, on_answered, g_object_ref (self));
}

static gboolean
is_asked (TbCertificateView *self)
{
  gint64 passed_us = tb_certificate_view_get_check_time (self) - self->asked_us;

  return self->asked_certificate == self->certificate && self->asked_position == tb_fold_get_position (get_fold (self)) && ABS (passed_us) < TB_US_PER_SECOND;
}

/* Asks whether the path is good now, unless that is known or being asked. */
void
tb_certificate_view_check (TbCertificateView *self)
{
  gtk_widget_set_visible (self->reset, self->own_time_us != TB_AT_PLAYHEAD && self->certificate != TB_NO_CERTIFICATE);
  if (self->certificate == TB_NO_CERTIFICATE || is_asked (self))
    return;
  if (self->asking != NULL)
    self->asks_again = TRUE;
  else
    ask (self);
}

/* A person wants to know about another time; the playhead stays. */
void
tb_certificate_view_check_at (TbCertificateView *self, gint64 time_us)
{
  const TbLifetimes *lifetimes = tb_lifetimes_chart_get (self->chart);

  if (lifetimes == NULL || self->certificate == TB_NO_CERTIFICATE)
    return;
  self->own_time_us = time_us == TB_AT_PLAYHEAD ? time_us : CLAMP (time_us, lifetimes->from_us, lifetimes->to_us);
  tb_certificate_view_update_times (self);
  tb_certificate_view_fill_lines (self);
  tb_certificate_view_check (self);
}

/* Another certificate is shown, or none: what was asked about the last one is of no use. */
void
tb_certificate_view_stop_checking (TbCertificateView *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_pointer (&self->answer, tb_path_answer_free);
  self->asks_again = FALSE;
  self->own_time_us = TB_AT_PLAYHEAD;
  self->asked_certificate = TB_NO_CERTIFICATE;
  if (self->path_view == NULL)
    return;
  tb_path_view_show (self->path_view, NULL, FALSE);
  gtk_label_set_text (self->checked, "");
  gtk_image_clear (self->checked_icon);
  show_spinner (self, FALSE);
}
