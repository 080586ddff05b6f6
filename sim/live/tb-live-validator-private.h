/* tb-live-validator-private: one look while it goes on; each kind of it has a file. */
#pragma once

#include "tb-live-validator.h"

G_BEGIN_DECLS

/* The data of a look's task. A kind starts from it, keeps @state, and ends with one of the two calls below. */
typedef struct
{
  GSocketAddress *place;
  char *name;
  char *where;
  GCancellable *cancellable;    /* at the deadline, or when whoever asked has lost interest */
  GSource *deadline;
  GCancellable *outer;
  gulong outer_id;
  gint64 timeout_us;
  gboolean is_late;
  gpointer state;
  GDestroyNotify free_state;
} TbLiveLook;

TbLiveLook *tb_live_look_get    (GTask *task);
void        tb_live_look_found  (GTask *task, GPtrArray *contents);
void        tb_live_look_fail   (GTask *task, TbAcmeProblem problem, const char *format, ...) G_GNUC_PRINTF (3, 4);
void        tb_live_look_connect (GTask *task, GAsyncReadyCallback connected);
GSocketConnection *tb_live_look_connected (GTask *task, GObject *client, GAsyncResult *result);

/* Each takes over the reference to the task. */
void        tb_live_look_http   (GTask *task);
void        tb_live_look_dns    (GTask *task);
void        tb_live_look_alpn   (GTask *task);

G_END_DECLS
