/* tb-live-service: see the header. What it holds, and how that changes; who runs it is another matter. */
#include "tb-live-service.h"

typedef struct
{
  TbLiveState states[TB_LIVE_N_PARTS];
  char *urls[TB_LIVE_N_ADDRESSES];
  char *problem;
  char *folder;
  guint port;
  guint64 n_requests;
  GListStore *requests;
  GListStore *certificates;
  GListStore *clients;
} TbLiveServicePrivate;

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TbLiveService, tb_live_service, G_TYPE_OBJECT)

#define PRIVATE(self) ((TbLiveServicePrivate *) tb_live_service_get_instance_private (self))

static void
tell (TbLiveService *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
tb_live_service_finalize (GObject *object)
{
  TbLiveServicePrivate *own = PRIVATE (TB_LIVE_SERVICE (object));

  for (guint i = 0; i < TB_LIVE_N_ADDRESSES; i++)
    g_free (own->urls[i]);
  g_free (own->problem);
  g_free (own->folder);
  g_object_unref (own->requests);
  g_object_unref (own->certificates);
  g_object_unref (own->clients);
  G_OBJECT_CLASS (tb_live_service_parent_class)->finalize (object);
}

static void
tb_live_service_class_init (TbLiveServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_live_service_finalize;
  signals[CHANGED] = g_signal_new ("changed", TB_TYPE_LIVE_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_live_service_init (TbLiveService *self)
{
  TbLiveServicePrivate *own = PRIVATE (self);

  own->requests = g_list_store_new (TB_TYPE_LIVE_REQUEST);
  own->certificates = g_list_store_new (TB_TYPE_LIVE_CERTIFICATE);
  own->clients = g_list_store_new (TB_TYPE_LIVE_CLIENT);
  own->folder = g_build_filename (g_get_user_data_dir (), "trustbed", "live", NULL);
}

/* --- what is so --- */

TbLiveState
tb_live_service_get_state (TbLiveService *self, TbLivePart part)
{
  return PRIVATE (self)->states[part];
}

gboolean
tb_live_service_is_quiet (TbLiveService *self)
{
  for (guint i = 0; i < TB_LIVE_N_PARTS; i++)
    if (PRIVATE (self)->states[i] != TB_LIVE_OFF)
      return FALSE;
  return TRUE;
}

const char *
tb_live_service_get_problem (TbLiveService *self)
{
  return PRIVATE (self)->problem;
}

const char *
tb_live_service_get_url (TbLiveService *self, TbLiveAddress address)
{
  return PRIVATE (self)->urls[address];
}

const char *
tb_live_service_get_folder (TbLiveService *self)
{
  return PRIVATE (self)->folder;
}

guint
tb_live_service_get_port (TbLiveService *self)
{
  return PRIVATE (self)->port;
}

GListModel *
tb_live_service_get_requests (TbLiveService *self)
{
  return G_LIST_MODEL (PRIVATE (self)->requests);
}

GListModel *
tb_live_service_get_certificates (TbLiveService *self)
{
  return G_LIST_MODEL (PRIVATE (self)->certificates);
}

GListModel *
tb_live_service_get_clients (TbLiveService *self)
{
  return G_LIST_MODEL (PRIVATE (self)->clients);
}

guint64
tb_live_service_get_n_requests (TbLiveService *self)
{
  return PRIVATE (self)->n_requests;
}

/* --- what people ask for --- */

/**
 * tb_live_service_set_on:
 * @self: a service
 * @part: which part
 * @is_on: whether it shall serve
 *
 * Begins to switch it. What is on its way already is not begun again.
 */
void
tb_live_service_set_on (TbLiveService *self, TbLivePart part, gboolean is_on)
{
  TbLiveServicePrivate *own = PRIVATE (self);
  gboolean goes_on = own->states[part] == TB_LIVE_ON || own->states[part] == TB_LIVE_STARTING;

  if (goes_on == is_on)
    return;
  g_clear_pointer (&own->problem, g_free);
  tb_live_service_take_state (self, part, is_on ? TB_LIVE_STARTING : TB_LIVE_STOPPING);
  if (is_on)
    TB_LIVE_SERVICE_GET_CLASS (self)->start (self, part);
  else
    TB_LIVE_SERVICE_GET_CLASS (self)->stop (self, part);
}

/**
 * tb_live_service_set_folder:
 * @self: a service that is off
 * @folder: where the authority is, or shall be made
 *
 * What was issued from another folder is not shown any more.
 */
void
tb_live_service_set_folder (TbLiveService *self, const char *folder)
{
  TbLiveServicePrivate *own = PRIVATE (self);

  g_return_if_fail (tb_live_service_is_quiet (self));
  if (g_strcmp0 (own->folder, folder) == 0)
    return;
  g_free (own->folder);
  own->folder = g_strdup (folder);
  g_clear_pointer (&own->problem, g_free);
  tb_live_service_forget_certificates (self);
  tell (self);
}

/**
 * tb_live_service_set_port:
 * @self: a service that is off
 * @port: the first of its ports, 1 to 65535, or 0 for any that are free
 */
void
tb_live_service_set_port (TbLiveService *self, guint port)
{
  g_return_if_fail (port <= G_MAXUINT16);
  if (PRIVATE (self)->port == port)
    return;
  PRIVATE (self)->port = port;
  g_clear_pointer (&PRIVATE (self)->problem, g_free);
  tell (self);
}

void
tb_live_service_revoke (TbLiveService *self, TbLiveCertificate *certificate, const char *reason)
{
  g_clear_pointer (&PRIVATE (self)->problem, g_free);
  TB_LIVE_SERVICE_GET_CLASS (self)->revoke (self, tb_live_certificate_get_serial (certificate), reason);
}

/**
 * tb_live_service_make_secret:
 * @self: a service
 * @name: (nullable): whose secret it is, for EST; %NULL: a challenge password of SCEP
 *
 * Lets somebody enrol once.
 *
 * Returns: (transfer full) (nullable): the secret; %NULL when the authority is off
 */
char *
tb_live_service_make_secret (TbLiveService *self, const char *name)
{
  if (PRIVATE (self)->states[TB_LIVE_PART_AUTHORITY] != TB_LIVE_ON)
    return NULL;
  return TB_LIVE_SERVICE_GET_CLASS (self)->make_secret (self, name);
}

void
tb_live_service_clear (TbLiveService *self)
{
  g_list_store_remove_all (PRIVATE (self)->requests);
  PRIVATE (self)->n_requests = 0;
  tell (self);
}

/* --- what those tell who run it --- */

/**
 * tb_live_service_take_state:
 * @self: a service
 * @part: which part
 * @state: what it is now
 *
 * What is not served any more has no addresses and no clients.
 */
void
tb_live_service_take_state (TbLiveService *self, TbLivePart part, TbLiveState state)
{
  TbLiveServicePrivate *own = PRIVATE (self);

  own->states[part] = state;
  for (guint i = 0; i < TB_LIVE_N_ADDRESSES && state != TB_LIVE_ON; i++)
    if ((i == TB_LIVE_ADDRESS_BROKER) == (part == TB_LIVE_PART_BROKER))
      g_clear_pointer (&own->urls[i], g_free);
  if (part == TB_LIVE_PART_BROKER && state != TB_LIVE_ON)
    g_list_store_remove_all (own->clients);
  tell (self);
}

void
tb_live_service_take_url (TbLiveService *self, TbLiveAddress address, const char *url)
{
  g_free (PRIVATE (self)->urls[address]);
  PRIVATE (self)->urls[address] = g_strdup (url);
}

/**
 * tb_live_service_take_problem:
 * @self: a service
 * @problem: what went wrong and what to do, a sentence
 */
void
tb_live_service_take_problem (TbLiveService *self, const char *problem)
{
  g_free (PRIVATE (self)->problem);
  PRIVATE (self)->problem = g_strdup (problem);
  tell (self);
}

static void
put_first (GListStore *store, gpointer item, guint most)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (n >= most)
    g_list_store_splice (store, most - 1, n - most + 1, NULL, 0);
  g_list_store_insert (store, 0, item);
}

/**
 * tb_live_service_take_request:
 * @self: a service
 * @said: a request that is over
 *
 * Shows it first; the oldest of many is forgotten.
 */
void
tb_live_service_take_request (TbLiveService *self, const TbLiveSaid *said)
{
  g_autoptr (TbLiveRequest) request = tb_live_request_new (said);

  put_first (PRIVATE (self)->requests, request, TB_LIVE_MAX_REQUESTS);
  PRIVATE (self)->n_requests++;
  tell (self);
}

static TbLiveCertificate *
find_certificate (TbLiveService *self, const char *serial)
{
  GListModel *certificates = G_LIST_MODEL (PRIVATE (self)->certificates);

  for (guint i = 0; i < g_list_model_get_n_items (certificates); i++)
    {
      g_autoptr (TbLiveCertificate) certificate = g_list_model_get_item (certificates, i);

      if (g_strcmp0 (tb_live_certificate_get_serial (certificate), serial) == 0)
        return certificate;     /* the list holds it */
    }
  return NULL;
}

/**
 * tb_live_service_take_certificate:
 * @self: a service
 * @certificate: (transfer none): one that was issued to a real client
 * @fate: what became of it
 *
 * Shows it first, or what became of it where it is shown already.
 */
void
tb_live_service_take_certificate (TbLiveService *self, TbCertificate *certificate, TbLiveFate fate)
{
  TbLiveCertificate *known = find_certificate (self, tb_certificate_get_serial (certificate));
  g_autoptr (TbLiveCertificate) row = known == NULL ? tb_live_certificate_new (certificate, fate) : NULL;

  if (known != NULL)
    tb_live_certificate_set_fate (known, fate);
  else
    put_first (PRIVATE (self)->certificates, row, TB_LIVE_MAX_CERTIFICATES);
  tell (self);
}

void
tb_live_service_forget_certificates (TbLiveService *self)
{
  g_list_store_remove_all (PRIVATE (self)->certificates);
}

void
tb_live_service_take_client (TbLiveService *self, guint64 session, const char *id, const char *subject)
{
  g_autoptr (TbLiveClient) client = tb_live_client_new (session, id, subject);

  g_list_store_append (PRIVATE (self)->clients, client);
  tell (self);
}

void
tb_live_service_drop_client (TbLiveService *self, guint64 session)
{
  GListStore *clients = PRIVATE (self)->clients;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (clients)); i++)
    {
      g_autoptr (TbLiveClient) client = g_list_model_get_item (G_LIST_MODEL (clients), i);

      if (tb_live_client_get_session (client) != session)
        continue;
      g_list_store_remove (clients, i);
      break;
    }
  tell (self);
}
