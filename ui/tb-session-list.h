/* tb-session-list: the handshakes up to the playhead as a list model, newest first, filtered.
 *
 * Follows the playhead both ways: what is new is added at the top, what has not happened yet is taken away, with the smallest change that
 * is true. Items are made when a row is shown. Knows no widget. */
#pragma once

#include <gio/gio.h>

#include "tb-session-item.h"

G_BEGIN_DECLS

/**
 * TbSessionFilter:
 * @TB_SESSION_FILTER_ALL: every handshake
 * @TB_SESSION_FILTER_REFUSED: those that were refused
 * @TB_SESSION_FILTER_ENROLMENT: to get a first certificate
 * @TB_SESSION_FILTER_RENEWAL: to get the next
 * @TB_SESSION_FILTER_SESSION: to talk to a broker
 */
typedef enum
{
  TB_SESSION_FILTER_ALL,
  TB_SESSION_FILTER_REFUSED,
  TB_SESSION_FILTER_ENROLMENT,
  TB_SESSION_FILTER_RENEWAL,
  TB_SESSION_FILTER_SESSION,
  TB_SESSION_FILTER_N
} TbSessionFilter;

#define TB_TYPE_SESSION_LIST (tb_session_list_get_type ())
G_DECLARE_FINAL_TYPE (TbSessionList, tb_session_list, TB, SESSION_LIST, GObject)

TbSessionList *tb_session_list_new         (void);
void           tb_session_list_set_source  (TbSessionList *self, TbFleet *fleet, TbJournal *journal);   /* both NULL for none */
void           tb_session_list_move        (TbSessionList *self, guint64 position);
void           tb_session_list_set_filter  (TbSessionList *self, TbSessionFilter filter);
void           tb_session_list_set_text    (TbSessionList *self, const char *text);
void           tb_session_list_set_object  (TbSessionList *self, guint32 object);                       /* TB_NOBODY for everybody */
guint          tb_session_list_get_n_known (TbSessionList *self);                                       /* at the playhead, filtered or not */
TbSessionItem *tb_session_list_dup_session (TbSessionList *self, guint32 number);                       /* NULL when it has not happened yet */
guint          tb_session_list_find        (TbSessionList *self, guint32 number);                       /* its row, G_MAXUINT when none */

G_END_DECLS
