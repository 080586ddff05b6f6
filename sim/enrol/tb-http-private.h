/* What the parts of the HTTP reader share: one head, and how its lines are read. */
#pragma once

#include "tb-http.h"

/**
 * TbHttpHead:
 * @is_response: which of the two start lines is expected
 * @method: (owned) (nullable): of a request
 * @path: (owned) (nullable): of a request
 * @query: (owned) (nullable): of a request
 * @minor: 0 or 1, of HTTP/1.x
 * @status: of a response
 * @fields: (owned): those read so far
 */
typedef struct
{
  gboolean is_response;
  char *method;
  char *path;
  char *query;
  guint minor;
  guint status;
  GPtrArray *fields;
} TbHttpHead;

/**
 * TbHttpBody:
 * @TB_HTTP_BODY_NONE: nothing follows the head
 * @TB_HTTP_BODY_LENGTH: as many bytes as were announced
 * @TB_HTTP_BODY_CHUNKED: chunks, then trailers
 * @TB_HTTP_BODY_UNTIL_END: until the connection closes; responses only
 */
typedef enum
{
  TB_HTTP_BODY_NONE,
  TB_HTTP_BODY_LENGTH,
  TB_HTTP_BODY_CHUNKED,
  TB_HTTP_BODY_UNTIL_END,
} TbHttpBody;

gboolean   tb_http_fail              (GError **error, TbHttpError code, const char *text);
gboolean   tb_http_head_read_start   (TbHttpHead *head, char *line, GError **error);
gboolean   tb_http_read_field        (GPtrArray *fields, char *line, GError **error);
gboolean   tb_http_head_find_body    (const TbHttpHead *head, gboolean answers_head, TbHttpBody *body, guint64 *length, GError **error);

gboolean   tb_http_is_token          (const char *text);
gboolean   tb_http_is_field_value    (const char *text);
void       tb_http_field_free        (TbHttpField *field);
GPtrArray *tb_http_fields_new        (void);
