/** What can be pressed at the end of a card: the button of its form, or where a page leads. */
import type { ComponentChildren } from 'preact';

interface Leading {
  readonly href: string;
  readonly label: ComponentChildren;
}

/** The one button of a form, with a way out of it beside where there is one. */
export function SubmitAction({
  label,
  elsewhere,
}: {
  readonly label: string;
  readonly elsewhere?: Leading | undefined;
}) {
  return (
    <div class="actions">
      <button class="button" type="submit">
        {label}
      </button>
      {elsewhere && (
        <a class="link" href={elsewhere.href}>
          {elsewhere.label}
        </a>
      )}
    </div>
  );
}

/** A link that looks like a button; a second one where it is not what the page is for. */
export function LinkAction({ href, label, isSecond = false }: Leading & { readonly isSecond?: boolean }) {
  return (
    <div class="actions">
      <a class={isSecond ? 'button second' : 'button'} href={href}>
        {label}
      </a>
    </div>
  );
}
