/* tb-session-capture: one session as a pcapng file with its secrets, for Wireshark and tshark. */
#pragma once

#include <gio/gio.h>

#include "tb-ladder-story.h"

G_BEGIN_DECLS

void     tb_session_capture_async  (TbSessionItem *session, const TbLadderStory *story, TbFleet *fleet, TbJournal *journal, gint64 start_unix_us,
                                    const char *path, GAsyncReadyCallback callback, gpointer user_data);
gboolean tb_session_capture_finish (GAsyncResult *result, GError **error);

G_END_DECLS
