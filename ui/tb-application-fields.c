/* tb-application-fields: see the header. */
#include "tb-application-fields.h"

#include <string.h>

#include "tb-request-fields.h"

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

  if (!with_broker && from == TB_SIDE_CLIENT)
    return tb_request_fields_new (bytes, n_bytes);
  return tb_field_item_new_for_field (with_broker ? tb_dissect_mqtt (bytes, n_bytes) : tb_dissect_certificate (bytes, n_bytes), NULL);
}

/**
 * tb_application_fields_dup_name:
 * @fields: what was said
 *
 * Returns: (transfer full): its kind; an MQTT packet is named by the first below the root
 */
char *
tb_application_fields_dup_name (TbFieldItem *fields)
{
  GListModel *packets = tb_field_item_get_children (fields);
  g_autoptr (TbFieldItem) packet = packets ? g_list_model_get_item (packets, 0) : NULL;

  if (packet != NULL && strcmp (tb_field_item_get_name (fields), "MQTT") == 0)
    return g_strdup_printf ("MQTT %s", tb_field_item_get_name (packet));
  return g_strdup (tb_field_item_get_name (fields));
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
  static const char *const telling[] = { "topic_name", "client_identifier", "return_code", "UTF8String" };

  for (guint i = 0; i < G_N_ELEMENTS (telling); i++)
    {
      TbFieldItem *field = tb_field_item_find_name (fields, telling[i], 0);

      if (field != NULL)
        return g_strdup (tb_field_item_get_value (field));
    }
  return g_strdup (strcmp (tb_field_item_get_name (fields), "MQTT") != 0 ? tb_field_item_get_value (fields) : "");
}
