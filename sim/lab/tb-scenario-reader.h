/* tb-scenario-reader: fills a fleet from the elements of a scenario. Used by tb-scenario alone. */
#pragma once

#include "tb-fleet.h"
#include "tb-xml.h"

G_BEGIN_DECLS

/**
 * TbReader:
 * @fleet: being filled
 * @file_name: for errors
 * @data_dir: where profiles and links are
 * @error: where the first error goes
 * @policies: (element-type utf8 TbEnrolPolicy): those declared so far, by name
 */
typedef struct
{
  TbFleet *fleet;
  const char *file_name;
  const char *data_dir;
  GError **error;
  GHashTable *policies;
} TbReader;

gboolean tb_reader_fail      (TbReader *reader, xmlNodePtr node, const char *format, ...) G_GNUC_PRINTF (3, 4);
char    *tb_reader_dup       (xmlNodePtr node, const char *attribute);
gboolean tb_reader_duration  (TbReader *reader, xmlNodePtr node, const char *attribute, gint64 otherwise_us, gint64 *duration_us);
gboolean tb_reader_number    (TbReader *reader, xmlNodePtr node, const char *attribute, guint64 otherwise, guint64 least, guint64 most, guint64 *number);
gboolean tb_reader_real      (TbReader *reader, xmlNodePtr node, const char *attribute, double otherwise, double *number);
gboolean tb_reader_word      (TbReader *reader, xmlNodePtr node, const char *attribute, const char *const *words, guint otherwise, guint *number);
gboolean tb_reader_read_doors (TbReader *reader, xmlNodePtr node, TbGroup *group);
gboolean tb_reader_read_capacity (TbReader *reader, xmlNodePtr node, TbGroup *group);
gboolean tb_reader_read_campaign (TbReader *reader, xmlNodePtr node, TbGroup *group);
gboolean tb_reader_check_campaign (TbReader *reader, xmlNodePtr root);
gboolean tb_reader_add_policy (TbReader *reader, xmlNodePtr node);
gboolean tb_reader_read_policy (TbReader *reader, xmlNodePtr node, TbGroup *group);
gboolean tb_reader_add_network (TbReader *reader, xmlNodePtr node);
gboolean tb_reader_add_group (TbReader *reader, xmlNodePtr node);

G_END_DECLS
