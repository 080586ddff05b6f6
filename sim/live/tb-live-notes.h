/* tb-live-notes: the accounts and certificates of a live ACME server in a file of their own beside the authority's index, so that clients that come back after
 * a restart are known. */
#pragma once

#include "tb-acme-server.h"

G_BEGIN_DECLS

typedef struct _TbLiveNotes TbLiveNotes;

TbLiveNotes *tb_live_notes_open  (const char *path, gint64 now_us, GError **error);
void         tb_live_notes_close (TbLiveNotes *notes);
void         tb_live_notes_serve (TbLiveNotes *notes, TbAcmeServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLiveNotes, tb_live_notes_close)

G_END_DECLS
