import { type RefObject, useEffect, useRef, useState } from "react";

/** Charts ask for their data shortly before they come into sight. */
const MARGIN = "300px";

/** Whether an element has been near the visible part of the page. */
export function useVisible<T extends Element>(): [RefObject<T | null>, boolean] {
  const place = useRef<T>(null);
  const [isVisible, setVisible] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (isVisible || place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setVisible(true);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isVisible]);
  return [place, isVisible];
}
