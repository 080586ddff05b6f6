/* tb-live-client: see the header. */
#include "tb-live-client.h"

struct _TbLiveClient
{
  GObject parent_instance;

  guint64 session;
  char *id;
  char *subject;
};

G_DEFINE_FINAL_TYPE (TbLiveClient, tb_live_client, G_TYPE_OBJECT)

static void
tb_live_client_finalize (GObject *object)
{
  TbLiveClient *self = TB_LIVE_CLIENT (object);

  g_free (self->id);
  g_free (self->subject);
  G_OBJECT_CLASS (tb_live_client_parent_class)->finalize (object);
}

static void
tb_live_client_class_init (TbLiveClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_live_client_finalize;
}

static void
tb_live_client_init (TbLiveClient *self)
{
}

/**
 * tb_live_client_new:
 * @session: number of its connection
 * @id: what it calls itself
 * @subject: whom its certificate names
 *
 * Returns: (transfer full): the row
 */
TbLiveClient *
tb_live_client_new (guint64 session, const char *id, const char *subject)
{
  TbLiveClient *self = g_object_new (TB_TYPE_LIVE_CLIENT, NULL);

  self->session = session;
  self->id = g_strdup (id);
  self->subject = g_strdup (subject);
  return self;
}

guint64
tb_live_client_get_session (TbLiveClient *self)
{
  return self->session;
}

const char *
tb_live_client_get_id (TbLiveClient *self)
{
  return self->id;
}

const char *
tb_live_client_get_subject (TbLiveClient *self)
{
  return self->subject;
}
