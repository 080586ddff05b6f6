/* What the files of the certificates view ask about the certificate that is shown, and how it is forgotten. */
#include "tb-certificate-view-private.h"

TbCertificateIndex *
tb_certificate_view_get_index (TbCertificateView *self)
{
  return tb_certificate_tree_get_index (self->tree);
}

const TbCertificateEntry *
tb_certificate_view_get_entry (TbCertificateView *self)
{
  return self->certificate != TB_NO_CERTIFICATE ? tb_certificate_index_get (tb_certificate_view_get_index (self), self->certificate) : NULL;
}

gint64
tb_certificate_view_get_start (TbCertificateView *self)
{
  return tb_scenario_get_start_us (tb_run_get_scenario (tb_playhead_get_run (self->playhead)));
}

/* Whom a certificate names, as its row has it. */
char *
tb_certificate_view_dup_title (TbCertificateView *self, guint certificate)
{
  const TbCertificateEntry *entry = tb_certificate_index_get (tb_certificate_view_get_index (self), certificate);
  g_autoptr (GPtrArray) path = entry->depth >= 0 ? tb_certificate_tree_find_authority (self->tree, certificate) : NULL;

  if (path != NULL)
    return g_strdup (tb_certificate_node_get_title (g_ptr_array_index (path, path->len - 1)));
  return tb_fleet_dup_name (tb_fold_get_fleet (tb_playhead_get_fold (self->playhead)), entry->subject);
}

/* The certificates from the one that is shown up to its root. */
GArray *
tb_certificate_view_get_path (TbCertificateView *self)
{
  TbCertificateIndex *index = tb_certificate_view_get_index (self);
  guint64 position = tb_fold_get_position (tb_playhead_get_fold (self->playhead));
  GArray *path = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = self->certificate; i != TB_NO_CERTIFICATE; i = tb_certificate_index_find_issuer (index, i, position))
    g_array_append_val (path, i);
  return path;
}

GBytes *
tb_certificate_view_get_der (TbCertificateView *self, guint certificate)
{
  const TbCertificateEntry *entry = tb_certificate_index_get (tb_certificate_view_get_index (self), certificate);

  if (entry->payload == TB_NO_PAYLOAD)
    return NULL;
  return tb_journal_get_payload (tb_fold_get_journal (tb_playhead_get_fold (self->playhead)), entry->payload);
}

/* Nothing is shown any more, and nothing that was asked about it matters. */
void
tb_certificate_view_forget (TbCertificateView *self)
{
  tb_certificate_view_stop_checking (self);
  self->certificate = TB_NO_CERTIFICATE;
  g_clear_pointer (&self->parsed, tb_certificate_unref);
}

/* Whether something else than a certificate of the run is shown: a sort of holder, or a real client's. */
gboolean
tb_certificate_view_shows_other (TbCertificateView *self)
{
  return self->group != NULL || self->live_shown != NULL;
}
