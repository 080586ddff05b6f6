/* The lifetimes in the certificates view: which bars, which axis, and going from one certificate of a device to the next. */
#include "tb-certificate-view-private.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

/* What lives longer than this is not shown to its end unless a person asks for it. */
#define LONG_US (3650 * TB_US_PER_DAY)
/* By how much the slider reaches beyond its trough, pixels. */
#define KNOB 2

#define FOREVER_US (30 * 365 * TB_US_PER_DAY)

static TbFold *
get_fold (TbCertificateView *self)
{
  return tb_playhead_get_fold (self->playhead);
}

static void
add_rows (TbCertificateView *self, TbLifetimes *lifetimes)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  const TbGroup *group = self->group ? tb_certificate_tree_get_group (self->tree, self->group) : NULL;

  if (group != NULL)
    tb_lifetimes_add_issued (lifetimes, self->tree, get_fold (self), group->authority ? group->authority : group->first,
                             group->role == TB_ROLE_BROKER || group->role == TB_ROLE_AUTHORITY ? NULL : group);
  else if (entry->depth >= 0)
    {
      tb_lifetimes_add_own (lifetimes, self->tree, get_fold (self), entry->subject);
      tb_lifetimes_add_issued (lifetimes, self->tree, get_fold (self), entry->subject, NULL);
    }
  else
    tb_lifetimes_add (lifetimes, self->tree, get_fold (self), entry->subject);
}

/* The run, or the whole lifetime of the certificate that is shown. */
static void
set_axis (TbCertificateView *self, TbLifetimes *lifetimes)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  gint64 now_us = tb_playhead_get_time (self->playhead), end_us = tb_playhead_get_end (self->playhead);

  if (self->is_whole && entry != NULL)
    tb_lifetimes_set_axis (lifetimes, MIN (now_us, entry->time_us), MAX (now_us, MIN (entry->not_after_us, FOREVER_US)), LONG_US);
  else
    tb_lifetimes_set_axis (lifetimes, 0, MAX (now_us, end_us), MAX (end_us, TB_US_PER_DAY) * 2);
}

static void
count_certificates (TbCertificateView *self, guint *rank, guint *n)
{
  const TbLifetimes *lifetimes = tb_lifetimes_chart_get (self->chart);

  *rank = *n = 0;
  for (guint i = 0; lifetimes != NULL && i < lifetimes->bars->len; i++)
    {
      *n += 1;
      if (g_array_index (lifetimes->bars, TbLifeBar, i).certificate == self->certificate)
        *rank = *n;
    }
}

static void
show_position (TbCertificateView *self)
{
  g_autofree char *text = NULL;
  guint rank, n;

  count_certificates (self, &rank, &n);
  /* Translators: which of how many certificates */
  text = g_strdup_printf (_("%u of %u"), rank, n);
  gtk_label_set_text (self->position, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.older", rank > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.newer", rank > 0 && rank < n);
}

/* The slider stands right below the axis: its knob at the time that is checked. */
static void
update_scale (TbCertificateView *self)
{
  const TbLifetimes *lifetimes = tb_lifetimes_chart_get (self->chart);
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (self->scale));
  double span = (double) (lifetimes->to_us - lifetimes->from_us);
  int start, end;

  tb_lifetimes_chart_get_edges (self->chart, &start, &end);
  gtk_widget_set_margin_start (GTK_WIDGET (self->scale), MAX (start - KNOB, 0));
  gtk_widget_set_margin_end (GTK_WIDGET (self->scale), MAX (end - KNOB, 0));
  self->is_scaling = TRUE;
  gtk_adjustment_configure (adjustment, (double) tb_certificate_view_get_check_time (self), (double) lifetimes->from_us, (double) lifetimes->to_us,
                            span / 100, span / 20, 0);
  self->is_scaling = FALSE;
}

/* Makes the bars again when something was issued or became of one. */
void
tb_certificate_view_update_times (TbCertificateView *self)
{
  g_autoptr (TbLifetimes) lifetimes = tb_lifetimes_new (self->tree, get_fold (self), tb_certificate_view_get_start (self));

  add_rows (self, lifetimes);
  set_axis (self, lifetimes);
  tb_lifetimes_chart_take (self->chart, g_steal_pointer (&lifetimes));
  tb_lifetimes_chart_set_chosen (self->chart, self->certificate);
  tb_lifetimes_chart_set_times (self->chart, tb_playhead_get_time (self->playhead), tb_certificate_view_get_check_time (self));
  update_scale (self);
  show_position (self);
}

/* The certificate before or after the shown one. */
void
tb_certificate_view_step (TbCertificateView *self, int direction)
{
  const TbLifetimes *lifetimes = tb_lifetimes_chart_get (self->chart);
  guint rank, n;

  count_certificates (self, &rank, &n);
  if (rank == 0 || (int) rank + direction < 1 || rank + (guint) direction > n)
    return;
  tb_certificate_view_choose (self, g_array_index (lifetimes->bars, TbLifeBar, rank - 1 + (guint) direction).certificate);
}
