/* tb-session-match: which handshakes a person wants to see: by kind, by words, by device. */
#pragma once

#include "tb-fleet.h"
#include "tb-session-list.h"

G_BEGIN_DECLS

typedef struct _TbSessionMatch TbSessionMatch;

TbSessionMatch *tb_session_match_new        (TbFleet *fleet, TbJournal *journal);
void            tb_session_match_free       (TbSessionMatch *match);
gboolean        tb_session_match_set_filter (TbSessionMatch *match, TbSessionFilter filter);   /* whether anything changed */
gboolean        tb_session_match_set_text   (TbSessionMatch *match, const char *text);
gboolean        tb_session_match_set_object (TbSessionMatch *match, guint32 object);
gboolean        tb_session_match_test       (TbSessionMatch *match, const TbSessionEntry *entry, gboolean has_ended);

G_END_DECLS
