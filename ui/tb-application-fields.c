/* tb-application-fields: see the header. */
#include "tb-application-fields.h"

#include <string.h>

#define HTTP "HTTP"
#define MQTT "MQTT"
#define OPERATION "operation="

/* No name of a thing that is asked for is as long. */
#define RANDOM_WORD_LENGTH 16

static TbField *
dissect (const guint8 *bytes, gsize n_bytes, gboolean with_broker, TbSide from)
{
  if (tb_dissect_is_http (bytes, n_bytes))
    return tb_dissect_http (bytes, n_bytes);
  if (with_broker)
    return tb_dissect_mqtt (bytes, n_bytes);
  return from == TB_SIDE_CLIENT ? tb_dissect_request (bytes, n_bytes) : tb_dissect_certificate (bytes, n_bytes);
}

/**
 * tb_application_fields_new:
 * @plain: what was said
 * @with_broker: whether to or by a message broker; else it is an authority
 * @from: which side said it
 *
 * Returns: (transfer full): its fields
 */
TbFieldItem *
tb_application_fields_new (GBytes *plain, gboolean with_broker, TbSide from)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (plain, &n_bytes);

  return tb_field_item_new_for_field (dissect (bytes, n_bytes, with_broker, from), NULL);
}

static gboolean
is_called (TbFieldItem *fields, const char *name)
{
  return strcmp (tb_field_item_get_name (fields), name) == 0;
}

/* What the first field of that name says, %NULL where there is none or it says nothing. */
static const char *
find_value (TbFieldItem *fields, const char *name)
{
  TbFieldItem *field = tb_field_item_find_name (fields, name, 0);
  const char *value = field != NULL ? tb_field_item_get_value (field) : "";

  return *value != '\0' ? value : NULL;
}

/* ACME's addresses end in a random word; what comes before it says what is meant. */
static char *
name_path (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  guint last = g_strv_length (parts) - 1;

  if (last > 1 && strlen (parts[last]) >= RANDOM_WORD_LENGTH)
    last--;
  return g_strdup (*parts[last] != '\0' ? parts[last] : path);
}

/* Of a target what tells one from the other: the operation in its query, or what its path leads to. */
static char *
shorten_target (const char *target)
{
  const char *operation = strstr (target, OPERATION);
  g_autofree char *path = g_strndup (target, strcspn (target, "?"));

  if (operation != NULL)
    return g_strndup (operation + strlen (OPERATION), strcspn (operation + strlen (OPERATION), "&"));
  return name_path (path);
}

static char *
name_http (TbFieldItem *fields)
{
  const char *method = find_value (fields, "method"), *target = find_value (fields, "request-target");
  g_autofree char *short_target = target != NULL ? shorten_target (target) : NULL;

  if (method == NULL || target == NULL)
    return g_strdup (*tb_field_item_get_value (fields) != '\0' ? tb_field_item_get_value (fields) : HTTP);
  return g_strdup_printf ("%s %s", method, short_target);
}

/**
 * tb_application_fields_dup_name:
 * @fields: what was said
 *
 * Returns: (transfer full): its kind: an MQTT packet is named by the first below the root, HTTP by what is asked for or how it went
 */
char *
tb_application_fields_dup_name (TbFieldItem *fields)
{
  GListModel *packets = tb_field_item_get_children (fields);
  g_autoptr (TbFieldItem) packet = packets ? g_list_model_get_item (packets, 0) : NULL;

  if (packet != NULL && is_called (fields, MQTT))
    return g_strdup_printf (MQTT " %s", tb_field_item_get_name (packet));
  return is_called (fields, HTTP) ? name_http (fields) : g_strdup (tb_field_item_get_name (fields));
}

/**
 * tb_application_fields_dup_detail:
 * @fields: what was said
 *
 * Returns: (transfer full): what is most worth knowing of it, or ""
 */
char *
tb_application_fields_dup_detail (TbFieldItem *fields)
{
  /* Of MQTT; of SCEP, EST and ACME, what went wrong before what was granted. */
  static const char *const telling[] = { "topic_name", "client_identifier", "return_code",
                                         "failInfo", "pkiStatus", "messageType", "detail", "CertificationRequest", "csr", "status", "Certificate", "value",
                                         "content" };

  for (guint i = 0; i < G_N_ELEMENTS (telling); i++)
    if (find_value (fields, telling[i]) != NULL)
      return g_strdup (find_value (fields, telling[i]));
  return g_strdup (is_called (fields, MQTT) || is_called (fields, HTTP) ? "" : tb_field_item_get_value (fields));
}
