/** The preview as `npm start` serves it: each page under its own security policy. */
import type { HttpMethod, HttpResponseInit } from '@azure/functions';
import { refuse } from '../../shared/domain/refusal';
import { imageHeaders, pageHeaders } from '../../shared/http/security-headers';
import type { LocalRoute } from '../host/http-functions';
import { localRoute } from '../local-routes';
import { pageResponse } from '../page';
import { previewed, previewFiles, previewImages, type PreviewedLanguage, type PreviewFile } from './preview';
import { PreviewIndex } from './preview-index';

const contentTypes = { html: 'text/html; charset=utf-8', text: 'text/plain; charset=utf-8' } as const;

/** The index and its files; a form that is posted to one of them shows it. */
export function previewRoutes(): readonly LocalRoute[] {
  const made: { shown?: readonly PreviewedLanguage[]; files?: ReadonlyMap<string, PreviewFile> } = {};
  const shown = () => (made.shown ??= previewed());
  const fileAt = (path: string): PreviewFile | undefined =>
    (made.files ??= new Map(previewFiles(shown()).map((file) => [file.path, file]))).get(path);

  const show = (name: string, method: HttpMethod): LocalRoute =>
    localRoute(name, method, 'local/preview/{language}/{file}', ({ params }) => {
      const path = `${params['language'] ?? ''}/${params['file'] ?? ''}`;
      const image = previewImages.get(path);
      if (image) return { status: 200, headers: imageHeaders('image/png'), body: image };
      const file = fileAt(path);
      return file === undefined ? refuse('not-found', { detail: 'There is no such preview.' }) : responseOf(file);
    });
  return [
    localRoute('preview', 'GET', 'local/preview', () =>
      pageResponse(200, <PreviewIndex shown={shown()} base="/local/preview/" isFile={false} />),
    ),
    show('previewFile', 'GET'),
    show('previewForm', 'POST'),
  ];
}

function responseOf({ type, body, policy }: PreviewFile): HttpResponseInit {
  return { status: 200, headers: { ...pageHeaders(policy), 'Content-Type': contentTypes[type] }, body };
}
