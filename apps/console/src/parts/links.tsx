import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef, type AnchorHTMLAttributes } from 'react';

type Plain = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps | keyof ButtonProps>;

const AnchorElement = forwardRef<HTMLAnchorElement, Plain & AnchorProps>(function AnchorElement(props, ref) {
  return <Anchor ref={ref} inherit {...props} />;
});
const ButtonElement = forwardRef<HTMLAnchorElement, Plain & ButtonProps>(function ButtonElement(props, ref) {
  return <Button ref={ref} component="a" size="xs" variant="default" {...props} />;
});

/** A link to a room, checked against the routes. */
export const RoomLink = createLink(AnchorElement);
/** The same, looking like a button. */
export const RoomButton = createLink(ButtonElement);
